/**
 * The command line that all executables share, on picocli: options that also read from the
 * environment and a file, complaints all at once, exit codes, orderly end on a signal.
 *
 * <p>{@link dev.potoroo.connector.command.Program} runs a command; {@link
 * dev.potoroo.connector.command.SourceOptions} and {@link
 * dev.potoroo.connector.command.SinkOptions} are mixins; {@link
 * dev.potoroo.connector.command.StopSignal} ends a run on SIGTERM. Reference: docs/reference.
 */
@NullMarked
package dev.potoroo.connector.command;

import org.jspecify.annotations.NullMarked;

/**
 * The output of the plugin {@code pgoutput}, which every PostgreSQL server has, in protocol
 * versions 1 and 2: its messages as records, the decoder, and what they mean as {@link
 * dev.potoroo.postgres.source.wal.change.LogEvent}s.
 *
 * <p>Source: PostgreSQL manual, "Logical Replication Message Formats". Values come in text form
 * (option {@code binary} off), so nothing is lost on the way through a Java type.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.pgoutput;

import org.jspecify.annotations.NullMarked;

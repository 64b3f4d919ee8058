/**
 * What a run found, for people as Markdown and for programs as JSON, with the machine it ran on.
 */
@NullMarked
package dev.potoroo.benchmarks.report;

import org.jspecify.annotations.NullMarked;

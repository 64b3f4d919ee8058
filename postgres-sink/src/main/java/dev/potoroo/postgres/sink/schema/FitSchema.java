package dev.potoroo.postgres.sink.schema;

import org.jspecify.annotations.Nullable;

/**
 * All tables that a sink uses, found fit.
 *
 * @param deadLetters null where the sink keeps none
 */
public record FitSchema(
    TargetTable target, HighWaterMarkTable marks, @Nullable DeadLetterTable deadLetters) {}

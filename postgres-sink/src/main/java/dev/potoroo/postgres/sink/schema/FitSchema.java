package dev.potoroo.postgres.sink.schema;

/** Both tables, found fit. */
public record FitSchema(TargetTable target, HighWaterMarkTable marks) {}

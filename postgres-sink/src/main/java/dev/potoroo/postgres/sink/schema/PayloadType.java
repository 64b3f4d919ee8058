package dev.potoroo.postgres.sink.schema;

import java.util.Optional;

/** How a payload goes into a column, by the column's type (or its domain's base type). */
public enum PayloadType {
  /** text, varchar, char and citext: UTF-8 without NUL; a length is the server's to refuse. */
  TEXT("text", "payload"),
  JSON("text", "payload::json"),
  JSONB("text", "payload::jsonb"),
  /** Any bytes. */
  BYTEA("bytea", "payload");

  private final String elementType;
  private final String expression;

  PayloadType(String elementType, String expression) {
    this.elementType = elementType;
    this.expression = expression;
  }

  /**
   * @param baseType as pg_type has it
   */
  static Optional<PayloadType> of(String baseType) {
    return switch (baseType) {
      case "text", "varchar", "bpchar", "citext" -> Optional.of(TEXT);
      case "json" -> Optional.of(JSON);
      case "jsonb" -> Optional.of(JSONB);
      case "bytea" -> Optional.of(BYTEA);
      default -> Optional.empty();
    };
  }

  /** Of the array that the payloads are sent as. */
  public String elementType() {
    return elementType;
  }

  /** What is selected from the unnested array's column {@code payload}. */
  public String expression() {
    return expression;
  }
}

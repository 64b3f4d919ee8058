package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;

/**
 * One trigger with its function: what it fires on, and the rows it sees.
 *
 * <p>The function runs with the rights of its owner, so that writers need none on our schema. Its
 * settings are pinned: the same row has the same JSON and the same key whoever writes it.
 *
 * <p>An ordinary table has statement-level triggers for INSERT and DELETE, for they cost least. An
 * UPDATE needs a row-level one: rows of the two transition tables cannot be paired when the key
 * changes. A partitioned table has row-level triggers throughout: PostgreSQL puts those on every
 * partition, also on one that is added later, where a statement-level trigger fires only for the
 * table that the statement names.
 *
 * @param operation what it fires on
 * @param rowLevel whether it fires for each row
 * @param name of the trigger
 * @param function its function, with our schema
 */
public record CaptureTrigger(
    Operation operation, boolean rowLevel, SqlName name, QualifiedName function) {

  /** The FROM clause that gives the rows: {@code j.before} and {@code j.after}, as json. */
  public String rows() {
    if (rowLevel) {
      String images =
          switch (operation) {
            case INSERT -> "row_to_json(NEW) AS after";
            case UPDATE -> "row_to_json(OLD) AS before, row_to_json(NEW) AS after";
            case DELETE -> "row_to_json(OLD) AS before";
            case TRUNCATE -> throw new IllegalStateException("a truncation has no rows");
          };
      return "(SELECT " + images + " OFFSET 0) AS j";
    }
    // OFFSET 0 keeps the planner from making the JSON once for the key and again for the payload.
    return "captured AS r CROSS JOIN LATERAL (SELECT row_to_json(r.*) AS %s OFFSET 0) AS j"
        .formatted(operation == Operation.DELETE ? "before" : "after");
  }

  public String payload(Projection projection) {
    return projection.payload(operation, "j.before", "j.after");
  }

  public String key(Projection projection) {
    return projection.key(operation == Operation.DELETE ? "j.before" : "j.after");
  }

  /**
   * Makes or replaces the function.
   *
   * @param body in PL/pgSQL, without dollar quotes
   */
  public String createFunction(String body) {
    return """
        CREATE OR REPLACE FUNCTION %s() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp
        SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, YMD' SET "IntervalStyle" = 'postgres'
        SET bytea_output = 'hex' SET extra_float_digits = 1
        AS $%s$%s$%s$"""
        .formatted(function.quoted(), dollarTag(), body, dollarTag());
  }

  /** Unguessable, as the incarnation in it is, so no name in the body can hold it. */
  private String dollarTag() {
    return function.name().value();
  }

  public String create(QualifiedName table) {
    if (rowLevel) {
      return """
          CREATE TRIGGER %s AFTER %s ON %s
          FOR EACH ROW EXECUTE FUNCTION %s()"""
          .formatted(name.quoted(), operation, table.quoted(), function.quoted());
    }
    return """
        CREATE TRIGGER %s AFTER %s ON %s
        REFERENCING %s TABLE AS captured
        FOR EACH STATEMENT EXECUTE FUNCTION %s()"""
        .formatted(
            name.quoted(),
            operation,
            table.quoted(),
            operation == Operation.DELETE ? "OLD" : "NEW",
            function.quoted());
  }

  /** Drops the function and, with it, its trigger, on whatever table that is. */
  public static String drop(QualifiedName function) {
    return "DROP FUNCTION IF EXISTS " + function.quoted() + "() CASCADE";
  }
}

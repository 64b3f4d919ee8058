package dev.potoroo.postgres.connection.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check found, and what mends it.
 *
 * @param text what was expected and what came, for people; without password and payload
 * @param sql statements without semicolon that mend it when somebody with the right runs them in
 *     this order; empty where SQL mends nothing
 * @param advice what else there is to do, for people; empty where there is nothing
 */
public record Finding(Verdict verdict, String text, List<String> sql, String advice) {

  public Finding {
    sql = List.copyOf(sql);
  }

  public static Finding ok(String text) {
    return new Finding(Verdict.OK, text, List.of(), "");
  }

  public static Finding warning(String text) {
    return new Finding(Verdict.WARNING, text, List.of(), "");
  }

  public static Finding failed(String text) {
    return new Finding(Verdict.FAILED, text, List.of(), "");
  }

  /**
   * @param why what has to be mended first
   */
  public static Finding skipped(String why) {
    return new Finding(Verdict.SKIPPED, why, List.of(), "");
  }

  /** With these statements after those that it has. */
  public Finding mendedBy(List<String> statements) {
    List<String> all = new ArrayList<>(sql);
    all.addAll(statements);
    return new Finding(verdict, text, all, advice);
  }

  public Finding mendedBy(String... statements) {
    return mendedBy(List.of(statements));
  }

  public Finding advising(String words) {
    return new Finding(verdict, text, sql, words);
  }
}

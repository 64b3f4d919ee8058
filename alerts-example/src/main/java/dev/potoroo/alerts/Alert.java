package dev.potoroo.alerts;

import java.math.BigDecimal;

/** Which transactions are worth an alert, and what it says. */
final class Alert {

  /** Amounts beyond this, either way, raise an alert; this amount itself does not. */
  static final BigDecimal LIMIT = BigDecimal.valueOf(1000);

  private Alert() {}

  static boolean isDue(Transaction transaction) {
    return transaction.amount().abs().compareTo(LIMIT) > 0;
  }

  /** The alert's text: amounts in plain digits, with the scale that the database has. */
  static String text(Transaction transaction) {
    String kind = transaction.amount().signum() > 0 ? "Deposit" : "Withdrawal";
    return kind + " Alert for " + transaction.id() + ": " + transaction.amount().toPlainString();
  }
}

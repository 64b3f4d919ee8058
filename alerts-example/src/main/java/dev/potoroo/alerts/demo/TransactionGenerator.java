package dev.potoroo.alerts.demo;

import java.math.BigInteger;

/**
 * The transactions of Wallaroo's example {@code alerts_stateless}: ids from 1, the first amount is
 * 1, each next {@code ((amount * 2305843009213693951 + 7) mod 2500) - 1250}, the remainder never
 * below 0. The same in every run; about one in five is beyond 1000 either way.
 *
 * <p>Not safe for use by several threads.
 */
final class TransactionGenerator {
  private static final BigInteger FACTOR = BigInteger.valueOf(2_305_843_009_213_693_951L);
  private static final BigInteger STEP = BigInteger.valueOf(7);
  private static final BigInteger SPAN = BigInteger.valueOf(2500);
  private static final BigInteger HALF = BigInteger.valueOf(1250);

  private long id = 1;
  private BigInteger amount = BigInteger.ONE;

  /** The id of the transaction that the generator stands on. */
  long id() {
    return id;
  }

  /** Its amount: 1, then from -1250 to 1249. */
  long amount() {
    return amount.longValueExact();
  }

  /** Steps to the next transaction. */
  void advance() {
    id++;
    amount = amount.multiply(FACTOR).add(STEP).mod(SPAN).subtract(HALF);
  }
}

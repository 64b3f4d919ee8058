package dev.potoroo.testkit.proxy;

/** Which way bytes go, seen from who dialled. */
public enum Direction {
  TO_SERVER,
  TO_CLIENT
}

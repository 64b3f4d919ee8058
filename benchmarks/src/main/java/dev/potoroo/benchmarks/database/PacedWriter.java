package dev.potoroo.benchmarks.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Inserts transactions, a row a transaction of the database, at a fixed rate: row {@code i} is due
 * at the start plus {@code i / rate}, whether or not the row before has been long in coming. What
 * waits behind a slow one is late by that, and counts as late: nothing is omitted.
 */
final class PacedWriter implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  /** One client inserts so many rows in a second without falling behind. */
  private static final int RATE_PER_CLIENT = 1500;

  private final List<Client> clients = new ArrayList<>();

  /** When each row was due, by its id, in microseconds since 1970. */
  private final long[] due;

  /** A connection, made before the clock runs: nobody's first row waits for it. */
  private record Client(Connection connection, PreparedStatement insert) {

    static Client connect(BenchmarkServer server) throws SQLException {
      Connection connection = server.connect();
      return new Client(
          connection, connection.prepareStatement("INSERT INTO transactions VALUES (?, ?)"));
    }
  }

  /**
   * @param lastId the greatest id that will be written
   * @param maxRate the greatest rate at which it will be, in rows a second
   */
  PacedWriter(BenchmarkServer server, int lastId, int maxRate) throws SQLException {
    this.due = new long[lastId + 1];
    for (int client = 0; client < clientsFor(maxRate); client++) {
      clients.add(Client.connect(server));
    }
  }

  private static int clientsFor(int rate) {
    return 1 + rate / RATE_PER_CLIENT;
  }

  /** In microseconds since 1970. */
  long dueMicros(int id) {
    return due[id];
  }

  /** Writes those rows, and returns when the last is committed. */
  void write(int first, int last, int rate) throws Exception {
    int step = clientsFor(rate);
    long wallClock = microsOf(Instant.now());
    long start = System.nanoTime();
    for (int id = first; id <= last; id++) {
      due[id] = wallClock + TimeUnit.NANOSECONDS.toMicros(offset(id - first, rate));
    }
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int number = 0; number < step; number++) {
      Client client = clients.get(number);
      int own = first + number;
      ends.add(Background.start(() -> write(client.insert(), own, last, step, start, first, rate)));
    }
    for (CompletableFuture<Void> end : ends) {
      Background.await(end);
    }
  }

  private static void write(
      PreparedStatement insert, int own, int last, int step, long start, int first, int rate)
      throws SQLException {
    for (int id = own; id <= last; id += step) {
      sleepUntil(start + offset(id - first, rate));
      insert.setLong(1, id);
      insert.setLong(2, AlertLog.amount(id));
      insert.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    for (Client client : clients) {
      client.connection().close();
    }
  }

  private static long offset(int index, int rate) {
    return (long) (index * NANOS_PER_SECOND / rate);
  }

  private static void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  static long microsOf(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }
}

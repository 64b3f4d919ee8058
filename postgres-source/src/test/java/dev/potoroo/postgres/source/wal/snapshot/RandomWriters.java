package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers to tables {@code plain} and {@code words}, each in transactions of its own: insertions,
 * updates, of keys too, and deletions all over the range of keys, some rolled back.
 */
final class RandomWriters {
  private static final int WRITERS = 3;
  private static final long PAUSE_NANOS = 20_000_000;

  /** Unique violation, deadlock: two writers wanted the same, and one has lost. */
  private static final Set<String> LOST = Set.of("23505", "40P01");

  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  private RandomWriters() {}

  static RandomWriters start(PostgresDatabase database, long seed, int rows) {
    RandomWriters writers = new RandomWriters();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(seed + i);
      writers.running.add(
          writers.threads.submit(
              () -> {
                writers.write(database, random, rows);
                return null;
              }));
    }
    return writers;
  }

  private void write(PostgresDatabase database, Random random, int rows) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stopped) {
        try {
          for (int i = random.nextInt(4); i >= 0; i--) {
            statement.execute(random.nextBoolean() ? plain(random, rows) : words(random, rows));
          }
          if (random.nextInt(10) == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
        } catch (SQLException e) {
          if (!LOST.contains(e.getSQLState())) {
            throw e;
          }
          connection.rollback();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      connection.commit();
    }
  }

  private static String plain(Random random, int rows) {
    int id = random.nextInt(2 * rows);
    return switch (random.nextInt(4)) {
      case 0 -> "INSERT INTO plain VALUES (%d, 'new') ON CONFLICT DO NOTHING".formatted(id);
      case 1 -> "UPDATE plain SET note = 'changed %d' WHERE id = %d".formatted(id, id);
      case 2 ->
          "UPDATE plain SET id = %d, note = 'moved' WHERE id = %d"
              .formatted(random.nextInt(2 * rows), id);
      default -> "DELETE FROM plain WHERE id = " + id;
    };
  }

  private static String words(Random random, int rows) {
    int number = random.nextInt(2 * rows);
    int part = random.nextInt(3);
    String row = "code = 'item %d' AND part = %d".formatted(number, part);
    return switch (random.nextInt(4)) {
      case 0 ->
          "INSERT INTO words VALUES ('item %d', %d, 'new') ON CONFLICT DO NOTHING"
              .formatted(number, part);
      case 1 -> "UPDATE words SET note = 'changed' WHERE " + row;
      case 2 ->
          "UPDATE words SET code = 'item %d' WHERE %s".formatted(random.nextInt(2 * rows), row);
      default -> "DELETE FROM words WHERE " + row;
    };
  }

  /** Returns when the last transaction is over; throws what made a writer end before. */
  void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    for (Future<?> writer : running) {
      writer.get();
    }
    threads.shutdown();
  }
}

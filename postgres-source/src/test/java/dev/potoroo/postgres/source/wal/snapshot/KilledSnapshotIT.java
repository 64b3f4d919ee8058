package dev.potoroo.postgres.source.wal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A source that is killed again and again while it reads tables that others write to: with what it
 * has stored and not sent, sent and not acknowledged, and acknowledged in part. Whoever applies all
 * messages in the order of their ids ends with the tables as they are, and on the way meets no row
 * twice.
 */
@ExtendWith(PostgresExtension.class)
final class KilledSnapshotIT {
  private static final long SEED = Long.getLong("potoroo.snapshot.seed", System.nanoTime());
  private static final int ROWS = 5_000;

  /** What one life sends at most, about: some pieces of 1000 rows, and the log between. */
  private static final int MESSAGES = 2_500;

  private final Random random = new Random(SEED);
  private final Map<StreamId, SortedMap<Long, SentMessage>> received = new HashMap<>();

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database)
            .snapshot(SnapshotMode.INITIAL)
            .operations(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)
            .table(
                """
                CREATE COLLATION numbers (provider = icu, locale = 'en-u-kn-true');
                CREATE TABLE plain (id int PRIMARY KEY, note text);
                CREATE TABLE words (code text COLLATE numbers, part int, note text,
                                    PRIMARY KEY (code, part))""",
                "plain",
                "words");
    database.execute(
        """
        INSERT INTO plain SELECT g * 2, 'old' FROM generate_series(1, %1$d) AS g;
        INSERT INTO words SELECT 'item ' || g, g %% 3, 'old' FROM generate_series(1, %1$d) AS g
        """
            .formatted(ROWS));
  }

  @Test
  void endsWithTheTablesAsTheyAre() throws Exception {
    int lives = 0;
    List<SourceStream> streams;
    RandomWriters writers = RandomWriters.start(database, SEED, ROWS);
    try {
      do {
        lives += liveAWhile() ? 1 : 0;
      } while (database.number("SELECT count(*) FROM potoroo.wal_snapshot WHERE NOT complete") > 0);
    } finally {
      writers.stop();
    }
    database.execute("INSERT INTO plain VALUES (-1, 'end'); INSERT INTO words VALUES ('end', -1)");

    try (SourceDriver last = SourceDriver.awaitStart(capture.source("plain", "words"))) {
      streams = last.streams();
      while (!hasEnded(streams.get(0)) || !hasEnded(streams.get(1))) {
        last.poll();
        receive(last);
        acknowledge(last, 1);
      }
    }

    assertThat(lives).isGreaterThan(3);
    assertThat(replica(streams.get(0), "id"))
        .as("seed %d", SEED)
        .isEqualTo(truth("id::text", "plain"));
    assertThat(replica(streams.get(1), "code", "part"))
        .as("seed %d", SEED)
        .isEqualTo(truth("code || ' ' || part", "words"));
  }

  /**
   * One life of the source: it sends so much, of which some is acknowledged, and then is gone.
   *
   * @return false when the server had not noticed the end of the life before, whose slot it needs
   */
  private boolean liveAWhile() throws Exception {
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("plain", "words"))) {
      int left = random.nextInt(MESSAGES);
      while (left >= 0) {
        source.poll();
        left -= 1 + receive(source);
        if (random.nextInt(3) > 0) {
          acknowledge(source, random.nextInt(4) > 0 ? 1 : random.nextDouble());
        }
      }
      return true;
    } catch (RetryableException e) {
      assertThat(e).hasMessageContaining("is active for PID");
      return false;
    }
  }

  /**
   * Each message that comes again is the same.
   *
   * @return how many have come
   */
  private int receive(SourceDriver source) {
    List<SentMessage> sent = source.takeSent();
    for (SentMessage message : sent) {
      SentMessage before =
          received
              .computeIfAbsent(message.stream(), stream -> new TreeMap<>())
              .put(message.id(), message);
      if (before != null) {
        assertThat(message).as("seed %d", SEED).isEqualTo(before);
      }
    }
    return sent.size();
  }

  /**
   * @param part how much of all that this life has sent, at most 1
   */
  private void acknowledge(SourceDriver source, double part) throws Exception {
    for (SourceStream stream : source.streams()) {
      long from = stream.acknowledged().isNever() ? 0 : stream.acknowledged().value();
      long last = source.lastSent(stream);
      long point = from + Math.round((last - from) * part);
      SortedMap<Long, SentMessage> messages = received.get(stream.id());
      if (messages != null && last > from && !messages.headMap(point + 1).isEmpty()) {
        source.acknowledge(stream, Math.max(from, messages.headMap(point + 1).lastKey()));
      }
    }
  }

  private boolean hasEnded(SourceStream stream) {
    SortedMap<Long, SentMessage> messages = received.get(stream.id());
    if (messages == null) {
      return false;
    }
    String last = stream.name().contains("plain") ? ":-1," : "\"end\"";
    return messages.tailMap(messages.lastKey()).values().stream()
        .anyMatch(message -> message.payload().contains(last));
  }

  private Map<String, String> replica(SourceStream stream, String... keyColumns) throws Exception {
    Replica replica = new Replica(keyColumns);
    for (SentMessage message : received.getOrDefault(stream.id(), new TreeMap<>()).values()) {
      replica.apply(message);
    }
    return replica.rows();
  }

  private Map<String, String> truth(String key, String table) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    database
        .rows("SELECT %s, row_to_json(%s) FROM %s".formatted(key, table, table))
        .forEach(row -> rows.put(String.valueOf(row.get(0)), String.valueOf(row.get(1))));
    return rows;
  }
}

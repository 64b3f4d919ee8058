package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.LogDecoder;
import dev.potoroo.postgres.source.wal.change.LogEvent;
import dev.potoroo.postgres.source.wal.change.LogEventHandler;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads a slot of plugin {@code pgoutput} that was started with {@code proto_version} 1 or 2,
 * {@code binary} off, and, if wanted, {@code messages} and {@code streaming} on.
 */
public final class PgOutputLogDecoder implements LogDecoder {
  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final PgOutputTranslator translator = new PgOutputTranslator();

  @Override
  public <X extends Exception> void decode(
      ByteBuffer message, LogSequenceNumber lsn, LogEventHandler<X> handler) throws X {
    Optional<LogEvent> event = translator.translate(decoder.decode(message), lsn);
    if (event.isPresent()) {
      event.get().handTo(handler);
    }
  }
}

package dev.potoroo.postgres.source.notify;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.notify.RowNotification.Inline;
import dev.potoroo.postgres.source.notify.RowNotification.Reference;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.transport.LogField;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifications as streams, one for each channel. Within one life of the process an application
 * that comes back gets again what it had not acknowledged; what is notified while the connection to
 * the database is down is lost, and so is what a crash finds in memory.
 */
public final class NotifySource implements ReplayableSource {
  private static final Logger LOG = LoggerFactory.getLogger(NotifySource.class);

  /**
   * Above this, no notification is taken from the server until some are acknowledged. The server
   * keeps them, up to 8 GiB for all listeners.
   */
  private static final long MAX_KEPT_BYTES = 64L << 20;

  private static final byte[] NO_KEY = {};

  private final CaptureConfig config;
  private final NotifyName names;

  /** New with each process: its ids begin at 1, which under an older name would be known ones. */
  private final String incarnation = UUID.randomUUID().toString().substring(0, 13);

  /** By channel; kept when the connection is lost. */
  private final Map<String, ChannelStream> streams = new LinkedHashMap<>();

  private final QuietCheck quiet;

  private @Nullable Connection connection;
  private boolean openedBefore;

  public NotifySource(CaptureConfig config) {
    this.config = config;
    this.names = new NotifyName(config.schema());
    this.quiet = new QuietCheck(config.connection().databaseTimeout());
  }

  @Override
  public void open() throws RetryableException, RefusedByPostgresException {
    Connection opened = SourceConnection.open(config.connection());
    connection = opened;
    Installation installation = new Installation(opened, config, new NotifyPlanner(opened, config));
    for (QualifiedName table : config.tables()) {
      installation.require(table);
    }
    try {
      for (QualifiedName table : config.tables()) {
        CapturedTable found = new TableCatalog(opened).find(table);
        add(names.channel(found), true, table.toString());
      }
      for (SqlName channel : config.channels()) {
        add(channel, false, channel.toString());
      }
      listen(opened);
    } catch (SQLException e) {
      throw PostgresErrors.translate("listening", e);
    }
    if (openedBefore) {
      LOG.warn("listening again; what was notified while the database was away is lost");
    }
    openedBefore = true;
  }

  private void add(SqlName channel, boolean rows, String subject) {
    streams.computeIfAbsent(
        channel.value(),
        value -> {
          String name =
              "%s/notify/%s/%s".formatted(config.connection().database(), subject, incarnation);
          ChannelStream stream = new ChannelStream(channel, rows, name);
          inLog(stream, () -> LOG.info("channel {} is stream {}", channel, name));
          return stream;
        });
  }

  private void listen(Connection opened) throws SQLException {
    OversizeRows oversize = new OversizeRows(opened, names);
    for (ChannelStream stream : streams.values()) {
      if (stream.hasRows()) {
        int discarded = oversize.discard(stream.channel());
        if (discarded > 0) {
          inLog(
              stream,
              () ->
                  LOG.warn(
                      "stream {}: {} long rows came while nobody listened",
                      stream.name(),
                      discarded));
        }
      }
      try (var statement = opened.createStatement()) {
        statement.execute("LISTEN " + stream.channel().quoted());
      }
    }
  }

  @Override
  public List<SourceStream> streams() {
    return streams.values().stream().map(ChannelStream::offer).toList();
  }

  @Override
  public void resume(StreamId id, PointOfReference point) {
    stream(id).resume(point);
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait)
      throws RetryableException, RefusedByPostgresException {
    try {
      receive(Duration.ZERO);
      quiet.look(connected());
      if (!sendFromAll(output)) {
        receive(wait);
        sendFromAll(output);
      }
      return true;
    } catch (SQLException e) {
      throw PostgresErrors.translate("receiving notifications", e);
    }
  }

  private boolean sendFromAll(SourceOutput output) {
    boolean sent = false;
    for (ChannelStream stream : streams.values()) {
      sent |= stream.send(output);
    }
    return sent;
  }

  /**
   * @param wait zero for what is there already
   */
  private void receive(Duration wait) throws SQLException {
    long kept = streams.values().stream().mapToLong(ChannelStream::keptBytes).sum();
    if (kept > MAX_KEPT_BYTES) {
      return;
    }
    PGConnection listener = connected().unwrap(PGConnection.class);
    PGNotification[] notifications =
        wait.isZero()
            ? listener.getNotifications()
            : listener.getNotifications(Math.toIntExact(Math.max(1, wait.toMillis())));
    if (notifications.length > 0) {
      quiet.heard();
    }
    for (PGNotification notification : notifications) {
      ChannelStream stream = streams.get(notification.getName());
      if (stream != null) {
        message(stream, notification.getParameter()).ifPresent(stream::receive);
      }
    }
  }

  /** Empty when there is nothing to send; the log says why. */
  private Optional<Inline> message(ChannelStream stream, String text) throws SQLException {
    if (!stream.hasRows()) {
      return Optional.of(new Inline(0, NO_KEY, text.getBytes(StandardCharsets.UTF_8)));
    }
    RowNotification notification;
    try {
      notification = RowNotification.parse(text);
    } catch (IllegalArgumentException e) {
      inLog(stream, () -> LOG.warn("stream {}: {}; it is left out", stream.name(), e.getMessage()));
      return Optional.empty();
    }
    if (notification instanceof Reference reference) {
      Optional<Inline> row = new OversizeRows(connected(), names).take(reference.id());
      if (row.isEmpty()) {
        inLog(
            stream,
            () ->
                LOG.warn(
                    "stream {}: long row {} was taken by another", stream.name(), reference.id()));
      }
      return row;
    }
    return Optional.of((Inline) notification);
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    stream(id).acknowledge(point);
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("closing a connection that is broken already", e);
      }
      connection = null;
    }
  }

  private ChannelStream stream(StreamId id) {
    return streams.values().stream()
        .filter(stream -> stream.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stream of ours has id " + id));
  }

  private static void inLog(ChannelStream stream, LogField.Body<RuntimeException> line) {
    LogField.STREAM.during(Printable.of(stream.name()), line);
  }

  private Connection connected() {
    if (connection == null) {
      throw new IllegalStateException("the source is not open");
    }
    return connection;
  }
}

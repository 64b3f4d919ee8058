package dev.potoroo.connector.sink;

import dev.potoroo.connector.connection.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that there are, one for each connection and at most one that was greeted for each
 * application: a newer one supersedes the older. Connector thread only.
 */
final class SinkSessions {

  private final SinkSettings settings;
  private final Map<Connection, SinkSession> byConnection = new LinkedHashMap<>();

  SinkSessions(SinkSettings settings) {
    this.settings = settings;
  }

  Collection<SinkSession> all() {
    return List.copyOf(byConnection.values());
  }

  /**
   * Takes an event to its session.
   *
   * @return the session, if it goes on
   */
  @Nullable SinkSession handle(SinkEvent event) {
    Connection connection = event.connection();
    if (event instanceof SinkEvent.Connected) {
      byConnection.put(connection, new SinkSession(connection, settings));
    }
    SinkSession session = byConnection.get(connection);
    if (session == null) {
      return null; // it ended before this was read
    }
    if (event instanceof SinkEvent.Received received) {
      boolean stranger = session.application() == null;
      session.receive(received.frame());
      if (stranger && session.application() != null) {
        supersedeOlder(session);
      }
    } else if (event instanceof SinkEvent.Lost lost) {
      session.lost(lost.reason());
    } else if (event instanceof SinkEvent.Failed failed) {
      session.broken(failed.reason());
    }
    return forgetIfOver(session) ? null : session;
  }

  /**
   * @return whether it was over
   */
  private boolean forgetIfOver(SinkSession session) {
    return session.isOver() && byConnection.values().remove(session);
  }

  private void supersedeOlder(SinkSession newer) {
    for (SinkSession older : all()) {
      if (older != newer && String.valueOf(newer.application()).equals(older.application())) {
        older.fail(
            "Superseded: a newer session of application "
                + newer.application()
                + " has connected, and only one at a time may write");
        byConnection.values().remove(older);
      }
    }
  }

  /** Ends one session, saying why. */
  void fail(SinkSession session, String reason) {
    session.fail(reason);
    byConnection.values().remove(session);
  }

  /** Ends the sessions that may have sent messages, saying why; the others go on waiting. */
  void endStreaming(String reason) {
    for (SinkSession session : all()) {
      if (session.application() != null && !session.isWaiting()) {
        session.end(reason);
        byConnection.values().remove(session);
      }
    }
  }

  /** Ends all sessions, saying why. */
  List<SinkSession> endAll(String reason) {
    return endAll(session -> session.end(reason));
  }

  /** Ends all sessions in good order. */
  List<SinkSession> closeAll() {
    return endAll(SinkSession::close);
  }

  private List<SinkSession> endAll(Consumer<SinkSession> end) {
    List<SinkSession> ended = new ArrayList<>(byConnection.values());
    byConnection.clear();
    ended.forEach(end);
    return ended;
  }
}

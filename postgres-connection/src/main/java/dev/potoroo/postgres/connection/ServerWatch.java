package dev.potoroo.postgres.connection;

import dev.potoroo.connector.connection.StopSwitch;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.Reminder;
import dev.potoroo.transport.WaitingTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over one connection, so that a server that never closes and never answers holds nobody up
 * for ever. A thread that has waited for the database time-out, to read or to write, may wait for a
 * dead server or for a lock: the watch asks the server on another connection which it is. When the
 * server does not answer there, or is not at work for this connection, the socket is closed, and
 * the call ends with a connection failure (SQLSTATE 08006). Otherwise the call may go on, and is
 * looked at again after the same time.
 *
 * <p>A thread of its own, until the connection is closed.
 */
final class ServerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

  /** How pgjdbc's factories find their watch: they are given a text. */
  private static final Map<String, ServerWatch> BY_TOKEN = new ConcurrentHashMap<>();

  private final String token = UUID.randomUUID().toString();
  private final ConnectionSettings settings;
  private final Duration timeout;
  private final WatchedSocket.Look look;
  private final Duration interval;
  private final WaitingTime time;
  private final StopSwitch ended = new StopSwitch();

  /** The newest: with several hosts each try has one. */
  private volatile @Nullable WatchedSocket socket;

  /** The server process of the connection; 0 until it has told. */
  private volatile int serverProcess;

  private long seenWait;

  /** How long the call has taken that was found to be at work, until it was last asked about. */
  private Duration longCall = Duration.ZERO;

  private final Reminder longCallReminder;

  private ServerWatch(ConnectionSettings settings, Duration timeout, WatchedSocket.Look look) {
    this.settings = settings;
    this.timeout = timeout;
    this.look = look;
    this.interval = WaitingTime.intervalFor(timeout);
    this.time = new WaitingTime(interval);
    this.longCallReminder = new Reminder(timeout);
  }

  /**
   * Watches from now on; {@link #connected} or {@link #end} has to follow.
   *
   * @param timeout above zero
   */
  static ServerWatch begin(ConnectionSettings settings, Duration timeout, WatchedSocket.Look look) {
    ServerWatch watch = new ServerWatch(settings, timeout, look);
    BY_TOKEN.put(watch.token, watch);
    Thread thread = new Thread(LogField.handOn(watch::run), "postgres-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /**
   * @throws IllegalArgumentException when there is none, or its connection is made
   */
  static ServerWatch ofToken(String token) {
    ServerWatch watch = BY_TOKEN.get(token);
    if (watch == null) {
      throw new IllegalArgumentException("no connection is being made for this token");
    }
    return watch;
  }

  String token() {
    return token;
  }

  /** For the connection, or later for a request to cancel a call, which is not watched. */
  WatchedSocket newSocket() {
    if (serverProcess != 0) {
      return new WatchedSocket(look, () -> {});
    }
    WatchedSocket made = new WatchedSocket(look, this::endIfConnected);
    socket = made;
    return made;
  }

  /**
   * The connection is made.
   *
   * @param process that serves it, as {@code pg_backend_pid()} has it
   */
  void connected(int process) {
    BY_TOKEN.remove(token);
    serverProcess = process;
  }

  /** There is nothing to watch over any more. */
  void end() {
    BY_TOKEN.remove(token);
    ended.stop();
  }

  /** While connecting, closing one socket may mean that another host is tried. */
  private void endIfConnected() {
    if (serverProcess != 0) {
      end();
    }
  }

  private void run() {
    try {
      while (!ended.pause(interval)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("PostgreSQL, {}: cannot be watched over, so the connection is closed", settings, e);
      close(socket);
      throw e;
    }
  }

  private void look() {
    WatchedSocket watched = socket;
    long wait = watched == null ? 0 : watched.currentWait();
    if (wait != seenWait) {
      seenWait = wait;
      longCall = Duration.ZERO;
      time.restart();
    }
    Duration waited = time.look(wait != 0);
    if (watched != null && wait != 0 && waited.compareTo(timeout) >= 0) {
      judge(watched, wait, waited);
      time.restart();
    }
  }

  private void judge(WatchedSocket watched, long wait, Duration waited) {
    String finding =
        serverProcess == 0
            ? "it does not let in"
            : new ServerProbe(settings, timeout).findingAbout(serverProcess);
    if (watched.currentWait() != wait) {
      return; // the answer has come meanwhile
    }
    if (finding == null) {
      tellOfLongCall(waited);
      return;
    }
    LOG.warn(
        "PostgreSQL, {}: no answer for {} s (option --database-timeout), and {}: giving the"
            + " connection up",
        settings,
        waited.toSeconds(),
        finding);
    close(watched);
  }

  private static void close(@Nullable WatchedSocket watched) {
    try {
      if (watched != null) {
        watched.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a connection that is given up", e);
    }
  }

  private void tellOfLongCall(Duration waited) {
    longCall = longCall.plus(waited);
    if (longCallReminder.isDue(longCall)) {
      LOG.warn(
          "PostgreSQL, {}: at one call for {} s now, and the server is still at it; it may wait for"
              + " a lock",
          settings,
          longCall.toSeconds());
    }
  }
}

package dev.potoroo.connector.connection;

import dev.potoroo.protocol.frame.Frame;

/** What happens on connections. Called on the event loop: hand it over and return. */
public interface ConnectionListener {

  /** The connection is there. */
  void connected(Connection connection);

  /** One whole frame came. Not called any more once the connection is being closed. */
  void received(Connection connection, Frame frame);

  /**
   * Whether something that came has no answer yet, for no fault of the other end; it is then shown
   * now and then that this end lives. Asked every second or so once {@link Connection#greeted}.
   */
  boolean isBusy();

  /** There is room again for what is to be sent. */
  void writable(Connection connection);

  /**
   * The other end is gone, or there never was a connection. Called at most once, and not after
   * {@link Connection#close}.
   *
   * @param reason for people
   */
  void lost(Connection connection, String reason);

  /**
   * As {@link #lost}, and in its place, when TLS failed, the other end broke the framing, or left a
   * frame half done: a person should look at it.
   */
  void failed(Connection connection, String reason);
}

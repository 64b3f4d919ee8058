package dev.potoroo.connector.sink;

import dev.potoroo.connector.connection.Connection;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;

/** What the event loop tells the connector thread of a sink. */
sealed interface SinkEvent {

  Connection connection();

  record Connected(Connection connection) implements SinkEvent {}

  record Received(Connection connection, Frame frame) implements SinkEvent {

    /** Bytes of key and payload; 0 for a frame that has none. */
    int payloadBytes() {
      return frame instanceof Message m ? m.key().length + m.payload().length : 0;
    }
  }

  record Lost(Connection connection, String reason) implements SinkEvent {}

  record Failed(Connection connection, String reason) implements SinkEvent {}
}

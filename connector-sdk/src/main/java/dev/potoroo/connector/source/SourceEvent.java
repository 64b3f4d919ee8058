package dev.potoroo.connector.source;

import dev.potoroo.protocol.frame.Frame;

/** What the event loop tells the connector thread of a source. */
sealed interface SourceEvent {

  record Connected() implements SourceEvent {}

  record Received(Frame frame) implements SourceEvent {}

  record Lost(String reason) implements SourceEvent {}

  record Failed(String reason) implements SourceEvent {}
}

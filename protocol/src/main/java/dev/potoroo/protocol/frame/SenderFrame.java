package dev.potoroo.protocol.frame;

/**
 * A frame that the end which sends data may send: the connector of a source, the application
 * towards a sink.
 */
public sealed interface SenderFrame extends Frame
    permits Hello, ErrorFrame, Notify, Message, EndOfStream {}

package dev.potoroo.protocol.frame;

/**
 * A frame that the end which receives data may send: the application towards a source, the
 * connector of a sink. {@link Message} is here for the answers of a two-phase commit only.
 */
public sealed interface ReceiverFrame extends Frame
    permits Ok, ErrorFrame, NotifyAck, Message, Ack, Restart {}

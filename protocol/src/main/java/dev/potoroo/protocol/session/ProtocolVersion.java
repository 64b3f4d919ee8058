package dev.potoroo.protocol.session;

import java.util.Optional;

/** What a HELLO's version can be, and with it which rules hold for the session. */
public enum ProtocolVersion {

  /** A source's connector dials the application; streams as many as it likes. */
  SOURCE("0.0.1"),

  /**
   * The application dials a sink, one stream for each source stream; credits are used; the sink
   * acknowledges with ACK what is durable, and NOTIFY_ACK's point is its high-water mark.
   */
  SINK_DIRECT("potoroo/1"),

  /**
   * The application dials a sink as Wallaroo does: stream 1 has the data, stream 0 a two-phase
   * commit; the sink sends no ACK, and credits do not hold anything back.
   */
  SINK_TWO_PHASE("v0.0.1");

  private final String text;

  ProtocolVersion(String text) {
    this.text = text;
  }

  /** As HELLO has it. */
  public String text() {
    return text;
  }

  public boolean hasControlStream() {
    return this == SINK_TWO_PHASE;
  }

  /** Whether sending NOTIFY or MESSAGE needs a credit. */
  public boolean usesCredits() {
    return this != SINK_TWO_PHASE;
  }

  /**
   * Whether the answer to EOS_MESSAGE also names a stream of which nothing was ever seen.
   * Wallaroo's Python sources take 2^64-1 in an ACK for a position, so they are spared it.
   */
  boolean acknowledgesNever() {
    return this != SOURCE;
  }

  /** The version that a HELLO with this text means, if there is one. */
  public static Optional<ProtocolVersion> ofText(String text) {
    for (ProtocolVersion version : values()) {
      if (version.text.equals(text)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }
}

package dev.potoroo.postgres.source.driver;

import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.time.Duration;
import java.util.List;

/** Opens a source and calls it in the order that the SDK does, from the test's thread. */
public final class SourceDriver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofMillis(20);

  private final ReplayableSource source;
  private final RecordingOutput output;
  private List<SourceStream> streams;

  private SourceDriver(ReplayableSource source, int roomPerPoll) throws Exception {
    this.source = source;
    this.output = new RecordingOutput(roomPerPoll);
    try {
      source.open();
    } catch (Exception e) {
      source.close();
      throw e;
    }
    this.streams = source.streams();
  }

  /** Opens the source and resumes each stream after what is stored as acknowledged. */
  public static SourceDriver start(ReplayableSource source) throws Exception {
    return start(source, 1_000);
  }

  /** As {@link #start(ReplayableSource)}, with this many credits for each poll. */
  public static SourceDriver start(ReplayableSource source, int roomPerPoll) throws Exception {
    SourceDriver driver = new SourceDriver(source, roomPerPoll);
    driver.resumeAll();
    return driver;
  }

  /** Opens the source and resumes its only stream after that point. */
  public static SourceDriver startAfter(ReplayableSource source, PointOfReference point)
      throws Exception {
    SourceDriver driver = new SourceDriver(source, 1_000);
    driver.resume(driver.stream().id(), point);
    return driver;
  }

  /** As {@link #start(ReplayableSource)}, but tries again for as long as the source asks for it. */
  public static SourceDriver awaitStart(ReplayableSource source) throws Exception {
    SourceDriver[] started = new SourceDriver[1];
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> {
              try {
                started[0] = start(source);
                return true;
              } catch (RetryableException e) {
                source.close(); // it may have failed after it was open
                return false;
              }
            });
    return started[0];
  }

  /** Opens the source for an application that takes none of its streams. */
  public static SourceDriver startRefused(ReplayableSource source) throws Exception {
    return new SourceDriver(source, 1_000);
  }

  /** A new session with the application: what was not acknowledged is sent again. */
  public void reconnect() throws Exception {
    streams = source.streams();
    resumeAll();
  }

  private void resumeAll() throws Exception {
    for (SourceStream stream : streams) {
      resume(stream.id(), stream.acknowledged());
    }
  }

  private void resume(StreamId stream, PointOfReference point) throws Exception {
    output.resume(stream, point.isNever() ? 0 : point.value());
    source.resume(stream, point);
  }

  public List<SourceStream> streams() {
    return streams;
  }

  /** The only one. */
  public SourceStream stream() {
    if (streams.size() != 1) {
      throw new IllegalStateException("expected one stream, there are " + streams);
    }
    return streams.get(0);
  }

  /** False when nothing will follow. */
  public boolean poll() throws Exception {
    output.beginPoll();
    return source.poll(output, WAIT);
  }

  /** Polls until so many messages were sent since the start, and answers with all of them. */
  public List<SentMessage> awaitSent(int count) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofNanos(1))
        .until(
            () -> {
              if (output.sent().size() < count) {
                poll();
              }
              return output.sent().size() >= count;
            });
    return sent();
  }

  /** Polls until a look at the outbox found nothing to send. */
  public List<SentMessage> drain() throws Exception {
    int before;
    do {
      before = output.sent().size();
      for (int i = 0; i < 3; i++) {
        poll();
      }
    } while (output.sent().size() > before);
    return sent();
  }

  public List<SentMessage> sent() {
    return List.copyOf(output.sent());
  }

  /** What was sent since the last call. */
  public List<SentMessage> takeSent() {
    List<SentMessage> taken = sent();
    output.sent().clear();
    return taken;
  }

  /** The id of the last message of that stream in this session, or where it began. */
  public long lastSent(SourceStream stream) {
    return output.lastId(stream.id());
  }

  public List<String> payloads() {
    return output.sent().stream().map(SentMessage::payload).toList();
  }

  /** The only stream is durable at every sink up to that message. */
  public void acknowledge(long messageId) throws Exception {
    source.acknowledged(stream().id(), PointOfReference.at(new MessageId(messageId)));
  }

  /** That stream is durable at every sink up to that message. */
  public void acknowledge(SourceStream stream, long messageId) throws Exception {
    source.acknowledged(stream.id(), PointOfReference.at(new MessageId(messageId)));
  }

  @Override
  public void close() {
    source.close();
  }
}

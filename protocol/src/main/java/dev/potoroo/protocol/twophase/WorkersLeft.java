package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * From the application: these workers have left the cluster and will not come back. Nothing is
 * answered.
 *
 * @param requestTag u64
 * @param workerNames instance names, as in their HELLOs
 */
public record WorkersLeft(long requestTag, List<String> workerNames) implements TwoPhaseMessage {

  public WorkersLeft {
    workerNames = List.copyOf(workerNames);
    workerNames.forEach(name -> Wire.requireStr16("worker name", name));
  }

  static WorkersLeft readBody(ByteBuf body) {
    long requestTag = Wire.readU64(body, "WORKERS_LEFT tag");
    return new WorkersLeft(requestTag, ReplyUncommitted.readNames(body, "WORKERS_LEFT"));
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.WORKERS_LEFT;
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(requestTag);
    ReplyUncommitted.writeNames(out, workerNames);
  }
}

package dev.potoroo.connector.command;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** Meets an Error while a thread of its own would keep the process for ever. */
@Command(name = "dying")
final class DyingProgram implements Callable<Integer> {

  private DyingProgram() {}

  public static void main(String... args) {
    Program.main(new DyingProgram(), args);
  }

  @Override
  public Integer call() {
    new Thread(DyingProgram::waitForEver, "never ends").start();
    throw new StackOverflowError("too deep");
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.potoroo.connector.command;

import picocli.CommandLine;

/**
 * Runs a picocli command as all our executables run.
 *
 * <p>Every option also reads from the environment ({@code --max-frame} from {@code
 * POTOROO_MAX_FRAME}) and from a properties file named by {@code --config} (key {@code max-frame});
 * the command line comes first, then the environment, the file, the default. Options of type {@link
 * java.time.Duration} ({@code 500ms}), {@link ByteSize} ({@code 1MiB}) and {@link
 * dev.potoroo.connector.HostAndPort} are understood. {@code --help}, {@code --version}, {@code
 * --config} and {@code --debug} are there for every command.
 */
public final class Program {

  private Program() {}

  /** A command line for this command, with all of the above. */
  public static CommandLine commandLine(Object command) {
    return new CommandLine(command);
  }

  /** For {@code public static void main}: {@link #execute}, then the process ends. */
  public static void main(Object command, String... args) {
    System.exit(execute(command, args));
  }

  /**
   * Parses and runs, and prints what went wrong.
   *
   * @param command a picocli command that is a {@link java.util.concurrent.Callable}
   * @return 0 finished, 1 failed while running, 2 the call itself was wrong
   */
  public static int execute(Object command, String... args) {
    return commandLine(command).execute(args);
  }
}

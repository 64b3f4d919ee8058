package dev.potoroo.connector.command;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.transport.LogField;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Runs a picocli command as all our executables run.
 *
 * <p>Every option also reads from the environment ({@code --max-frame} from {@code
 * POTOROO_MAX_FRAME}) and from a properties file named by {@code --config} (key {@code max-frame});
 * the command line comes first, then the environment, the file, the default. Options of type {@link
 * java.time.Duration} ({@code 500ms}), {@link ByteSize} ({@code 1MiB}) and {@link
 * dev.potoroo.connector.HostAndPort} are understood. {@code --help}, {@code --version}, {@code
 * --config}, {@code --debug}, {@code --log-format} and {@code --log-level} are there for every
 * command and subcommand.
 *
 * <p>All that is wrong with a call is printed at once, before anything runs; options that have to
 * fit together say so through {@link CheckedOptions}.
 */
public final class Program {

  /** The command ran to its end. */
  public static final int FINISHED = 0;

  /** Something went wrong while it ran. */
  public static final int FAILED = 1;

  /** The call was wrong; nothing ran. */
  public static final int WRONG_CALL = 2;

  private static final String GENERAL = "general";
  private static final String LOG_FORMAT_PROPERTY = "potoroo.log.format";
  private static final String LOG_LEVEL_PROPERTY = "potoroo.log.level";

  private Program() {}

  /**
   * A command line with all of the above, for {@link #execute} or as a subcommand of another.
   *
   * @param command a picocli command, a {@link Callable} or with subcommands; or a {@link
   *     CommandSpec}
   */
  public static CommandLine commandLine(Object command) {
    CommandLine line = command instanceof CommandLine made ? made : new CommandLine(command);
    prepare(line);
    Units.register(line);
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          print(failed.getCommandSpec(), failed.getErr(), failure);
          return failure instanceof ConfigurationException ? WRONG_CALL : FAILED;
        });
    return line;
  }

  /**
   * For {@code public static void main}: {@link #execute}, then the process ends, whatever other
   * threads there are. An {@link Error} is printed and ends it with {@link #FAILED}.
   */
  public static void main(Object command, String... args) {
    try {
      StopSignal.exit(execute(command, args));
    } catch (Error e) {
      e.printStackTrace();
      StopSignal.exit(FAILED);
    }
  }

  /**
   * Parses and runs, and prints what went wrong.
   *
   * @param command as {@link #commandLine} takes or gives it
   * @return {@link #FINISHED}, {@link #FAILED} or {@link #WRONG_CALL}
   */
  public static int execute(Object command, String... args) {
    return execute(commandLine(command), System.getenv(), args);
  }

  static int execute(CommandLine line, Map<String, String> environment, String... args) {
    List<String> complaints = new ArrayList<>();
    OptionValues values = new OptionValues(line, environment, args, complaints);
    line.setDefaultValueProvider(values);
    collectErrors(line, true);
    complaints.addAll(Complaints.about(line, values, args));
    if (!complaints.isEmpty()) {
      String name = called(line, args);
      complaints.forEach(complaint -> line.getErr().println(name + ": " + complaint));
      line.getErr().println("Try '" + name + " --help'.");
      line.getErr().flush();
      return WRONG_CALL;
    }
    CommandLine called = innermost(line, args);
    chooseLog(called.getCommandSpec());
    collectErrors(line, false);
    // Until the command gives its lines a better one.
    return LogField.CONNECTOR.asking(called.getCommandSpec().name(), () -> line.execute(args));
  }

  /** For the executables' logback.xml, which is read when the first line is logged. */
  private static void chooseLog(CommandSpec command) {
    if (general(command) instanceof GeneralOptions options) {
      System.setProperty(LOG_FORMAT_PROPERTY, options.logFormat);
      System.setProperty(LOG_LEVEL_PROPERTY, options.logLevel);
    }
  }

  private static @Nullable Object general(CommandSpec command) {
    CommandSpec general = command.mixins().get(GENERAL);
    return general == null ? null : general.userObject();
  }

  /** The command and the subcommand of it that the call names, as one would type them. */
  private static String called(CommandLine line, String... args) {
    return innermost(line, args).getCommandSpec().qualifiedName();
  }

  private static CommandLine innermost(CommandLine line, String... args) {
    CommandLine innermost = line;
    for (ParseResult next = line.parseArgs(args); next != null; next = next.subcommand()) {
      innermost = next.commandSpec().commandLine();
    }
    return innermost;
  }

  private static void collectErrors(CommandLine line, boolean collect) {
    line.getCommandSpec().parser().collectErrors(collect);
    line.getSubcommands().values().forEach(subcommand -> collectErrors(subcommand, collect));
  }

  private static void prepare(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (!spec.mixins().containsKey(GENERAL)) {
      spec.mixinStandardHelpOptions(false); // ours take their place
      spec.addMixin(GENERAL, CommandSpec.forAnnotatedObject(new GeneralOptions()));
      spec.versionProvider(new Version());
      spec.usageMessage().sortOptions(false).width(100);
    }
    new HashSet<>(line.getSubcommands().values()).forEach(Program::prepare);
  }

  private static void print(CommandSpec command, PrintWriter err, Exception failure) {
    if (general(command) instanceof GeneralOptions options && options.debug) {
      failure.printStackTrace(err);
    } else {
      String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      // What is indented is there to be copied, such as SQL that mends what is wrong.
      text.lines()
          .forEach(one -> err.println(one.startsWith(" ") ? one : command.name() + ": " + one));
    }
    err.flush();
  }
}

package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A wrong call or a wrong neighbour gets a clear error, and costs no row. */
@ExtendWith(PostgresExtension.class)
final class MisuseIT {
  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private PostgresDatabase database;
  private AlertsChain chain;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    chain = new AlertsChain(database, logs.directory());
  }

  @AfterEach
  void end() {
    chain.close();
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void namesEveryWrongOptionAndExitsWithTwo(Program program) {
    chain.option(program, "--no-such-option", "--handshake-timeout", "soon");

    JavaProcess process = chain.start(program);

    assertThat(process.awaitExit()).isEqualTo(2);
    assertThat(process.output()).contains("--no-such-option").contains("--handshake-timeout");
  }

  @ParameterizedTest
  @EnumSource(value = Program.class, mode = Mode.EXCLUDE, names = "SOURCE")
  void saysThatItsPortIsInUse(Program program) throws Exception {
    int port = program == Program.SINK ? chain.sinkPort() : chain.applicationPort();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      JavaProcess process = chain.start(program);

      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output()).contains("127.0.0.1:" + other.getLocalPort()).contains("in use");
    }
  }

  @Test
  void aSourceWithAnotherCookieIsToldSo() {
    chain.option(Program.APPLICATION, "--cookie", "wombat");
    chain.option(Program.SINK, "--cookie", "wombat");
    chain.option(Program.SOURCE, "--cookie", "quokka");

    chain.startAll();

    chain.process(Program.SOURCE).awaitOutput("cookie");
    chain.process(Program.APPLICATION).awaitOutput("cookie");
    assertThat(chain.process(Program.SOURCE).output()).doesNotContain("wombat", "quokka");
    assertThat(chain.process(Program.APPLICATION).output()).doesNotContain("wombat", "quokka");
  }

  @Test
  void anApplicationWithAnotherCookieThanTheSinkIsToldSo() {
    chain.option(Program.APPLICATION, "--cookie", "wombat");
    chain.option(Program.SINK, "--cookie", "quokka");

    chain.startAll();

    chain.process(Program.SINK).awaitOutput("cookie");
    chain.process(Program.APPLICATION).awaitOutput("cookie");
    assertThat(chain.process(Program.SINK).output()).doesNotContain("wombat", "quokka");
    assertThat(chain.process(Program.APPLICATION).output()).doesNotContain("wombat", "quokka");
  }

  @ParameterizedTest
  @EnumSource(value = Program.class, mode = Mode.EXCLUDE, names = "SOURCE")
  void aPeerOfAnotherVersionIsToldWhichOneIsExpected(Program program) {
    chain.startAll();
    chain.process(program).awaitOutput("listening on");
    int port = program == Program.SINK ? chain.sinkPort() : chain.applicationPort();
    String expected = program == Program.SINK ? "potoroo/1" : "0.0.1";

    try (ScriptedSender peer = ScriptedSender.source("127.0.0.1:" + port).dial()) {
      peer.send(new Hello("9.9.9", "", "stranger", "stranger"));

      assertThat(peer.await(ErrorFrame.class).text()).contains("9.9.9", expected);
    }
  }

  @Test
  void aRowLongerThanAFrameEndsTheSourceAndTheOptionIsNamed() throws Exception {
    addANote();
    chain.startAll();

    insertALongRow();

    JavaProcess source = chain.process(Program.SOURCE);
    assertThat(source.awaitExit()).isEqualTo(1);
    assertThat(source.output()).contains("--max-frame").contains("transactions");
  }

  @Test
  void aRowLongerThanAFramePassesOnceTheLimitIsRaised() throws Exception {
    chain.option(Program.SOURCE, "--max-frame", "16MiB");
    chain.option(Program.APPLICATION, "--max-frame", "16MiB");
    addANote();
    chain.startAll();

    insertALongRow();
    chain.awaitLanded(1);

    assertThat(chain.alerts()).containsExactly("Deposit Alert for 1: 1100");
  }

  private void addANote() throws SQLException {
    database.execute("ALTER TABLE transactions ADD COLUMN note text");
  }

  private void insertALongRow() throws SQLException {
    database.execute("INSERT INTO transactions VALUES (1, 1100, repeat('x', 10 * 1000 * 1000))");
  }
}

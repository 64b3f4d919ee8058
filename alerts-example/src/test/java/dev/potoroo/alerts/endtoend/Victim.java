package dev.potoroo.alerts.endtoend;

import dev.potoroo.testkit.postgres.PostgresServer;

/** What dies in the middle of the work, without a chance to say goodbye, and is started again. */
enum Victim {
  SOURCE {
    @Override
    void dieAndComeBack(AlertsChain chain, PostgresServer server) {
      killAndStart(chain, Program.SOURCE);
    }
  },
  APPLICATION {
    @Override
    void dieAndComeBack(AlertsChain chain, PostgresServer server) {
      killAndStart(chain, Program.APPLICATION);
    }
  },
  SINK {
    @Override
    void dieAndComeBack(AlertsChain chain, PostgresServer server) {
      killAndStart(chain, Program.SINK);
    }
  },
  POSTGRES {
    @Override
    void dieAndComeBack(AlertsChain chain, PostgresServer server) {
      server.kill();
    }
  },
  ALL_AT_ONCE {
    @Override
    void dieAndComeBack(AlertsChain chain, PostgresServer server) {
      for (Program program : Program.values()) {
        chain.process(program).kill();
      }
      server.kill();
      chain.startAll();
    }
  };

  abstract void dieAndComeBack(AlertsChain chain, PostgresServer server);

  private static void killAndStart(AlertsChain chain, Program program) {
    chain.process(program).kill();
    chain.start(program);
  }
}

package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.postgres.connection.ConnectionSettings;
import java.time.Clock;
import java.util.List;

/** What every connector asks of a server, whatever it does there. */
public final class ServerChecks {

  private ServerChecks() {}

  /**
   * @param connections that the connector takes at one time, from 1 up
   * @param timeouts settings that end its work and that it does not set by itself
   * @param withoutBackend what it loses behind a pooler that shares backends, for people
   */
  public record Needs(int connections, List<String> timeouts, String withoutBackend) {
    public Needs {
      timeouts = List.copyOf(timeouts);
    }
  }

  public static List<Check> of(ConnectionSettings settings, Needs needs) {
    return List.of(
        new ConnectionCheck(settings),
        new ServerVersionCheck(),
        new RoleCheck(),
        new ReadWriteCheck(),
        new PoolerCheck(settings, needs.withoutBackend()),
        new ClockCheck(Clock.systemUTC()),
        new DurabilityCheck(),
        new TimeoutsCheck(needs.timeouts()),
        new ConnectionLimitCheck(needs.connections()));
  }
}

package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.outbox.InstalledState.InstalledTrigger;
import dev.potoroo.protocol.PointOfReference;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The statements that lead from what is installed to what is wanted: none when all is there, so
 * that a start takes no lock on the table.
 *
 * @param incarnation of the stream, stored or to be made
 * @param statements without semicolons, to be run in one transaction
 */
record InstallationPlan(String incarnation, List<String> statements) {
  private static final int INCARNATION_BYTES = 6;

  InstallationPlan {
    statements = List.copyOf(statements);
  }

  /**
   * @param database its name becomes part of the stream's
   */
  static InstallationPlan of(
      String database, OutboxName names, CaptureDefinition wanted, InstalledState installed) {
    String incarnation =
        installed.stream().map(StoredStream::incarnation).orElseGet(InstallationPlan::random);
    List<String> statements = new ArrayList<>();
    OutboxDdl ddl = new OutboxDdl(names);
    if (!installed.schema()) {
      statements.add(ddl.createSchema());
    }
    if (!installed.tables()) {
      statements.addAll(ddl.createTables());
    }
    StoredStream stream = stream(database, wanted, incarnation, installed.stream());
    if (installed.stream().isEmpty()) {
      statements.addAll(ddl.createStream(stream));
    } else if (!installed.stream().get().equals(stream)) {
      statements.add(ddl.updateStream(stream));
    }
    for (Operation operation : Operation.values()) {
      capture(operation, names, wanted, installed, incarnation, statements);
    }
    return new InstallationPlan(incarnation, statements);
  }

  private static StoredStream stream(
      String database,
      CaptureDefinition wanted,
      String incarnation,
      Optional<StoredStream> installed) {
    String table = wanted.table().name().quoted();
    return new StoredStream(
        incarnation,
        installed
            .map(StoredStream::name)
            .orElse("%s.%s/outbox/%s".formatted(database, wanted.table().name(), incarnation)),
        wanted.table().oid(),
        table,
        wanted.columns(),
        wanted.columnTypes(),
        installed.map(StoredStream::acknowledged).orElse(PointOfReference.NEVER));
  }

  private static void capture(
      Operation operation,
      OutboxName names,
      CaptureDefinition wanted,
      InstalledState installed,
      String incarnation,
      List<String> statements) {
    QualifiedName function = CaptureTrigger.function(operation, names.schema(), incarnation);
    String functionName = function.name().value();
    List<InstalledTrigger> present =
        installed.triggers().stream()
            .filter(trigger -> trigger.function().equals(functionName))
            .toList();
    Optional<CaptureTrigger> trigger =
        wanted.triggers(names, incarnation).stream()
            .filter(candidate -> candidate.operation() == operation)
            .findFirst();
    String source = installed.functions().get(functionName);
    if (trigger.isEmpty()) {
      if (source != null) {
        statements.add(CaptureTrigger.drop(function));
      }
      return;
    }
    boolean misplaced =
        present.stream()
            .anyMatch(
                found ->
                    found.tableOid() != wanted.table().oid()
                        || found.rowLevel() != trigger.get().rowLevel());
    if (misplaced) {
      statements.add(CaptureTrigger.drop(function));
    }
    String body = wanted.body(trigger.get(), names, incarnation);
    if (misplaced || !body.equals(source)) {
      statements.add(trigger.get().createFunction(body));
    }
    if (misplaced || present.isEmpty()) {
      statements.add(trigger.get().create(wanted.table().name()));
    }
  }

  private static String random() {
    byte[] bytes = new byte[INCARNATION_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

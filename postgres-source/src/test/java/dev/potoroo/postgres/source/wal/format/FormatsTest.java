package dev.potoroo.postgres.source.wal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.ReplicaIdentity;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.core.Oid;
import org.postgresql.replication.LogSequenceNumber;

/** What each format makes of each change, whole. */
class FormatsTest {
  private static final LogSequenceNumber LSN = LogSequenceNumber.valueOf("0/10");
  private static final Transaction TRANSACTION =
      new Transaction(
          741, LogSequenceNumber.valueOf("0/20"), Instant.parse("2026-11-21T12:00:00.000001Z"));

  private static final Table ITEM =
      new Table(
          16_385,
          new QualifiedName(new SqlName("public"), new SqlName("item")),
          ReplicaIdentity.DEFAULT,
          List.of(
              new Column(new SqlName("id"), Oid.INT4, -1, true),
              new Column(new SqlName("name"), Oid.TEXT, -1, false),
              new Column(new SqlName("body"), Oid.TEXT, -1, false)));

  private static final Change INSERT =
      new Insert(LSN, 0, ITEM, Row.of(new Text("1"), new Text("x"), Null.INSTANCE));

  private static final Change UPDATE_OF_THE_KEY =
      new Update(
          LSN,
          0,
          ITEM,
          Row.of(new Text("1"), Absent.INSTANCE, Absent.INSTANCE),
          Row.of(new Text("2"), new Text("x"), UnchangedToast.INSTANCE));

  private static final Change DELETE =
      new Delete(LSN, 0, ITEM, Row.of(new Text("2"), Absent.INSTANCE, Absent.INSTANCE));

  private static final Change TRUNCATE = new Truncate(LSN, 0, List.of(ITEM), true, false);

  private static final Change READ =
      new Read(LSN, ITEM, Row.of(new Text("1"), new Text("x"), Null.INSTANCE));

  private static final String SOURCE =
      "{\"database\":\"shop\",\"schema\":\"public\",\"table\":\"item\",\"lsn\":\"0/10\",\"xid\":741,"
          + "\"commitLsn\":\"0/20\",\"commitTime\":\"2026-11-21T12:00:00.000001Z\"}";

  @Test
  void rowIsTheBareRowWhereInsertionsAloneAreAskedFor() throws SQLException {
    PayloadFormat format = format(FormatName.ROW, List.of(), Operation.INSERT);

    assertThat(payload(format, INSERT)).isEqualTo("{\"id\":1,\"name\":\"x\",\"body\":null}");
    assertThat(payload(format, READ)).isEqualTo(payload(format, INSERT));
  }

  @Test
  void rowSaysWhatHappenedWhereMoreIsAskedFor() throws SQLException {
    PayloadFormat format = format(FormatName.ROW, List.of(), Operation.values());

    assertThat(payload(format, INSERT))
        .isEqualTo(
            "{\"operation\":\"insert\",\"before\":null,\"after\":{\"id\":1,\"name\":\"x\",\"body\":null}}");
    assertThat(payload(format, DELETE))
        .isEqualTo("{\"operation\":\"delete\",\"before\":{\"id\":2},\"after\":null}");
    assertThat(payload(format, TRUNCATE))
        .isEqualTo("{\"operation\":\"truncate\",\"before\":null,\"after\":null}");
  }

  @Test
  void rowNamesColumnsThatHaveNotChangedAndAreNotInTheLog() throws SQLException {
    PayloadFormat format = format(FormatName.ROW, List.of(), Operation.values());

    assertThat(payload(format, UPDATE_OF_THE_KEY))
        .isEqualTo(
            "{\"operation\":\"update\",\"before\":{\"id\":1},\"after\":{\"id\":2,\"name\":\"x\"},\"unchanged\":[\"body\"]}");
  }

  @Test
  void takesColumnsInTheOrderAskedForAndOneThatIsGoneAsNull() throws SQLException {
    List<SqlName> columns = List.of(new SqlName("name"), new SqlName("gone"), new SqlName("id"));
    PayloadFormat format = format(FormatName.ROW, columns, Operation.INSERT);

    assertThat(payload(format, INSERT)).isEqualTo("{\"name\":\"x\",\"gone\":null,\"id\":1}");
  }

  @Test
  void changeHasBothImagesAndWhereTheyAreFrom() throws SQLException {
    PayloadFormat format = format(FormatName.CHANGE, List.of(), Operation.values());

    assertThat(payload(format, UPDATE_OF_THE_KEY))
        .isEqualTo(
            "{\"operation\":\"update\",\"before\":{\"id\":1},\"after\":{\"id\":2,\"name\":\"x\"},\"unchanged\":[\"body\"],\"source\":"
                + SOURCE
                + "}");
    assertThat(payload(format, TRUNCATE))
        .isEqualTo(
            "{\"operation\":\"truncate\",\"before\":null,\"after\":null,\"source\":"
                + SOURCE
                + "}");
    assertThat(payload(format, READ)).startsWith("{\"operation\":\"read\",\"before\":null,");
  }

  @Test
  void debeziumHasTheMembersOfItsEnvelopeInTheirOrder() throws SQLException {
    PayloadFormat format = format(FormatName.DEBEZIUM, List.of(), Operation.values());

    assertThat(payload(format, INSERT))
        .isEqualTo(
            "{\"before\":null,\"after\":{\"id\":1,\"name\":\"x\",\"body\":null},"
                + "\"source\":{\"version\":\"potoroo/1\",\"connector\":\"postgresql\",\"name\":\"shop-source\","
                + "\"ts_ms\":1795262400000,\"snapshot\":\"false\",\"db\":\"shop\",\"sequence\":\"[\\\"32\\\",\\\"16\\\"]\","
                + "\"ts_us\":1795262400000001,\"ts_ns\":1795262400000001000,"
                + "\"schema\":\"public\",\"table\":\"item\",\"txId\":741,\"lsn\":16,\"xmin\":null,"
                + "\"origin\":null,\"origin_lsn\":null},\"transaction\":null,\"op\":\"c\","
                + "\"ts_ms\":1795262400000,\"ts_us\":1795262400000001,\"ts_ns\":1795262400000001000}");
  }

  @Test
  void debeziumTellsOperationsByALetter() throws SQLException {
    PayloadFormat format = format(FormatName.DEBEZIUM, List.of(), Operation.values());

    assertThat(payload(format, UPDATE_OF_THE_KEY))
        .startsWith("{\"before\":{\"id\":1},\"after\":{\"id\":2,\"name\":\"x\"},")
        .contains("\"op\":\"u\"")
        .endsWith(",\"unchanged\":[\"body\"]}");
    assertThat(payload(format, DELETE)).contains("\"after\":null", "\"op\":\"d\"");
    assertThat(payload(format, TRUNCATE))
        .contains("\"before\":null", "\"after\":null", "\"op\":\"t\"");
    assertThat(payload(format, READ))
        .contains("\"op\":\"r\"", "\"snapshot\":\"true\"", "\"txId\":null");
  }

  @Test
  void wal2jsonIsAsThePluginWritesIt() throws SQLException {
    PayloadFormat format = format(FormatName.WAL2JSON, List.of(), Operation.values());

    assertThat(payload(format, UPDATE_OF_THE_KEY))
        .isEqualTo(
            "{\"action\":\"U\",\"schema\":\"public\",\"table\":\"item\",\"columns\":[{\"name\":\"id\",\"type\":\"type"
                + " 23\",\"value\":2},{\"name\":\"name\",\"type\":\"type"
                + " 25\",\"value\":\"x\"}],\"identity\":[{\"name\":\"id\",\"type\":\"type"
                + " 23\",\"value\":1}]}");
    assertThat(payload(format, TRUNCATE))
        .isEqualTo("{\"action\":\"T\",\"schema\":\"public\",\"table\":\"item\"}");
  }

  @Test
  void keysAreOfTheRowAfterOrOfTheOneThatIsGone() throws SQLException {
    PayloadFormat format = format(FormatName.ROW, List.of(), Operation.values());

    assertThat(format.key(INSERT)).asString(UTF_8).isEqualTo("1");
    assertThat(format.key(UPDATE_OF_THE_KEY)).asString(UTF_8).isEqualTo("2");
    assertThat(format.key(DELETE)).asString(UTF_8).isEqualTo("2");
    assertThat(format.key(TRUNCATE)).isEmpty();
  }

  @Test
  void aKeyOfSeveralColumnsIsAnArray() throws SQLException {
    FormatSettings settings =
        settings(new KnownCatalog("name", "id"), List.of(), Set.of(Operation.INSERT));

    assertThat(FormatName.ROW.create(settings).key(INSERT)).asString(UTF_8).isEqualTo("[\"x\", 1]");
  }

  @Test
  void thereIsNoKeyWhereTheRowDoesNotHaveAllOfIt() throws SQLException {
    FormatSettings settings =
        settings(new KnownCatalog("id", "name"), List.of(), Set.of(Operation.DELETE));

    assertThat(FormatName.ROW.create(settings).key(DELETE)).isEmpty();
  }

  private static PayloadFormat format(
      FormatName name, List<SqlName> columns, Operation... operations) {
    return name.create(settings(new KnownCatalog("id"), columns, Set.of(operations)));
  }

  private static FormatSettings settings(
      KnownCatalog catalog, List<SqlName> columns, Set<Operation> operations) {
    return new FormatSettings(ITEM.oid(), "shop", "shop-source", columns, operations, catalog);
  }

  private static String payload(PayloadFormat format, Change change) throws SQLException {
    return new String(format.payload(change, TRANSACTION), UTF_8);
  }
}

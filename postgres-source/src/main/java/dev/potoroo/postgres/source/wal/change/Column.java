package dev.potoroo.postgres.source.wal.change;

import dev.potoroo.postgres.connection.SqlName;

/**
 * A column of a {@link Table}.
 *
 * @param typeOid its type in {@code pg_type}
 * @param typeModifier such as the precision of a numeric, -1 for none
 * @param key whether it is part of the replica identity; with replica identity full all are
 */
public record Column(SqlName name, long typeOid, int typeModifier, boolean key) {}

package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.position.PositionPlace;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which slot a source reads, and how it is kept. Immutable.
 *
 * @param name of the slot, default {@link SlotName#derived}
 * @param publication default {@link PublicationName#derived}; wal2json needs none
 * @param plugin default pgoutput
 * @param failover whether standbys get a copy of the slot, default false; from PostgreSQL 17 on
 * @param onLost default fail
 * @param positionFile where the position is kept, null to keep it in our schema, the default
 */
public record SlotSettings(
    SlotName name,
    PublicationName publication,
    OutputPlugin plugin,
    boolean failover,
    OnLostSlot onLost,
    @Nullable Path positionFile) {

  /**
   * @param schema ours
   */
  public PositionPlace position(SqlName schema) {
    return new PositionPlace(schema, positionFile);
  }
}

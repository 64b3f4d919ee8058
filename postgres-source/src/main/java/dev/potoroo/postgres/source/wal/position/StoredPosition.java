package dev.potoroo.postgres.source.wal.position;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a position file holds.
 *
 * @param slot whose it is
 * @param position null while there is none
 * @param gaps the latest last
 */
record StoredPosition(String slot, @Nullable LogPosition position, List<LogGap> gaps) {

  StoredPosition {
    gaps = List.copyOf(gaps);
  }
}

package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.source.wal.format.FormatName;
import dev.potoroo.postgres.source.wal.slot.SlotSettings;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What mode wal has to be told beside what is captured. Immutable.
 *
 * @param slot which one, and how it is kept
 * @param format of the payloads, default row
 * @param heartbeat how long the log may stand still before something is written into it, so that
 *     the slot of an idle database moves on; zero for never, default 10 s
 * @param spillDirectory for transactions in progress that do not fit into memory
 * @param spillBytes how much memory they take before that, default 64 MiB
 * @param snapshot whether the rows that were there before are sent, default initial
 */
public record WalSettings(
    SlotSettings slot,
    FormatName format,
    Duration heartbeat,
    Path spillDirectory,
    long spillBytes,
    SnapshotMode snapshot) {}

/**
 * The output of the plugin {@code wal2json} in its format version 2: a JSON document for each
 * change, and one for each end of a transaction.
 *
 * <p>Source: README and source of <a href="https://github.com/eulerto/wal2json">wal2json</a> 2.5,
 * which Debian 12 has. The plugin names tables and columns but does not describe them, so that the
 * catalog is asked; and it cannot say all that pgoutput does:
 *
 * <ul>
 *   <li>NaN and the infinities of number types are null;
 *   <li>a change of a table without the replica identity that it needs is left out, with a warning
 *       in the server's log alone;
 *   <li>rows of a partition come under the partition's name;
 *   <li>a TRUNCATE does not say CASCADE or RESTART IDENTITY.
 * </ul>
 */
@NullMarked
package dev.potoroo.postgres.source.wal.wal2json;

import org.jspecify.annotations.NullMarked;

package dev.potoroo.postgres.source.wal.change;

/**
 * Makes something of a change, each kind by a method of its own.
 *
 * @param <T> what is made
 */
public interface ChangeVisitor<T> {

  T read(Read read);

  T insert(Insert insert);

  T update(Update update);

  T delete(Delete delete);

  T truncate(Truncate truncate);
}

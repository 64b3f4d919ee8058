package dev.potoroo.postgres.source.wal.pgoutput;

/**
 * Makes something of a message, each kind by a method of its own.
 *
 * @param <T> what is made
 */
interface PgOutputVisitor<T> {

  T begin(PgOutputMessage.Begin message);

  T commit(PgOutputMessage.Commit message);

  T origin(PgOutputMessage.Origin message);

  T relation(PgOutputMessage.Relation message);

  T type(PgOutputMessage.Type message);

  T insert(PgOutputMessage.Insert message);

  T update(PgOutputMessage.Update message);

  T delete(PgOutputMessage.Delete message);

  T truncate(PgOutputMessage.Truncate message);

  T message(PgOutputMessage.Message message);

  T streamStart(PgOutputMessage.StreamStart message);

  T streamStop(PgOutputMessage.StreamStop message);

  T streamCommit(PgOutputMessage.StreamCommit message);

  T streamAbort(PgOutputMessage.StreamAbort message);
}

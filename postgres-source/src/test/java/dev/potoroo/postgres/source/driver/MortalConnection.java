package dev.potoroo.postgres.source.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose process is killed before a statement of a given number, or the commit that
 * comes in its place: the server sees the connection end, and nothing is said after that.
 */
final class MortalConnection {
  private final Connection connection;
  private int left;

  private MortalConnection(Connection connection, int left) {
    this.connection = connection;
    this.left = left;
  }

  /**
   * @param statement counted from 1
   */
  static Connection of(Connection connection, int statement) {
    MortalConnection mortal = new MortalConnection(connection, statement);
    return mortal.proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit")) {
            mortal.live();
          }
          return mortal.wrap(call(connection, method, arguments));
        });
  }

  private @Nullable Object wrap(@Nullable Object result) {
    if (result instanceof PreparedStatement statement) {
      return proxy(PreparedStatement.class, counting(statement));
    }
    return result instanceof Statement statement
        ? proxy(Statement.class, counting(statement))
        : result;
  }

  private InvocationHandler counting(Statement statement) {
    return (proxy, method, arguments) -> {
      if (method.getName().startsWith("execute")) {
        live();
      }
      return call(statement, method, arguments);
    };
  }

  private void live() throws SQLException {
    left--;
    if (left == 0) {
      connection.close();
    }
  }

  private <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

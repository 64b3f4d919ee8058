package dev.potoroo.testkit.postgres;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a real PostgreSQL to constructors, life-cycle methods and tests that ask for one.
 *
 * <pre>{@code
 * @ExtendWith(PostgresExtension.class)
 * final class OutboxIT {
 *   @Test
 *   void readsBackWhatWasWritten(PostgresDatabase database) throws SQLException { ... }
 * }
 * }</pre>
 *
 * <p>A parameter of type {@link PostgresDatabase} is a fresh, empty database. When a constructor or
 * a {@code @BeforeAll} method asks for it, it is one for the whole class, and its tests get that
 * same one; else each test has its own, shared with its {@code @BeforeEach} and {@code @AfterEach}
 * methods. It is dropped at the end. A parameter of type {@link PostgresServer} is the server, one
 * for the whole JVM, started when it is first asked for.
 *
 * <p>The server is the first of these that there is:
 *
 * <ol>
 *   <li>the one that environment variable {@code POTOROO_TEST_POSTGRES} names, as a {@code
 *       jdbc:postgresql:} URL or a {@code postgresql://} URI of a superuser;
 *   <li>a Docker container of image {@code postgres:16} with {@code -Dpotoroo.postgres=docker:16};
 *   <li>an embedded one of the version whose binaries are on the class path.
 * </ol>
 */
public final class PostgresExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == PostgresServer.class || type == PostgresDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Not the root's: where several JVMs share the classes, each class has a root of its own.
    PostgresServer server =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .getOrComputeIfAbsent(
                PostgresServer.class, key -> PostgresServer.start(), PostgresServer.class);
    if (parameter.getParameter().getType() == PostgresServer.class) {
      return server;
    }
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            PostgresDatabase.class, key -> server.createDatabase(), PostgresDatabase.class);
  }
}

package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL server is and who asks. Read from one of
 *
 * <ul>
 *   <li>a keyword string, {@code dbname=test user=postgres password='se cret'};
 *   <li>a URI, {@code postgresql://postgres@localhost:5432/test?sslmode=require};
 *   <li>a JDBC URL, {@code jdbc:postgresql://localhost/test?user=postgres}.
 * </ul>
 *
 * <p>What it leaves out comes from {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE}, {@code
 * PGUSER}, {@code PGPASSWORD} and their kin, and the password from {@code PGPASSFILE} or {@code
 * ~/.pgpass}; then, as in psql, the user is that of the operating system and the database has the
 * user's name. The host is {@code localhost} where psql would take a Unix socket.
 *
 * <p>Immutable. The password is in no text that this class gives.
 */
public final class ConnectionSettings {
  private static final int CONNECT_TIMEOUT_SECONDS = 10;

  /** Of {@link #databaseTimeout}. */
  public static final Duration DEFAULT_DATABASE_TIMEOUT = Duration.ofSeconds(60);

  private final Map<String, String> properties;
  private final Duration databaseTimeout;

  private ConnectionSettings(Map<String, String> properties, Duration databaseTimeout) {
    this.properties = properties;
    this.databaseTimeout = databaseTimeout;
  }

  /**
   * Reads a connection string; empty or blank leaves everything to the environment.
   *
   * @throws ConfigurationException with all complaints at once, each beginning with {@code
   *     --connection:}
   */
  public static ConnectionSettings parse(String text) {
    return parse(text, System.getenv(), System.getProperty("user.name", "postgres"));
  }

  static ConnectionSettings parse(
      String text, Map<String, String> environment, String operatingSystemUser) {
    DriverProperties properties = new DriverProperties();
    try {
      read(text.strip(), properties);
    } catch (IllegalArgumentException e) {
      properties.complain(String.valueOf(e.getMessage()));
    }
    properties.fillFrom(environment);
    properties.fillDefaults(operatingSystemUser);
    return new ConnectionSettings(properties.complete(), DEFAULT_DATABASE_TIMEOUT);
  }

  private static void read(String text, DriverProperties properties) {
    if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
      ConnectionUri.parse(text.substring(text.indexOf("//") + 2), properties::keyword);
    } else if (text.startsWith("jdbc:postgresql://")) {
      ConnectionUri.parseHostsOnwards(
          text.substring("jdbc:postgresql://".length()), properties::property);
    } else if (text.startsWith("jdbc:postgresql:")) {
      String path = text.substring("jdbc:postgresql:".length());
      ConnectionUri.parseHostsOnwards(
          path.startsWith("/") ? path : "/" + path, properties::property);
    } else {
      KeywordString.parse(text, properties::keyword);
    }
  }

  /**
   * The same with another {@link #databaseTimeout}.
   *
   * @param timeout zero for none
   * @throws ConfigurationException when it is below zero, naming {@code --database-timeout}
   */
  public ConnectionSettings withDatabaseTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new ConfigurationException(
          "--database-timeout: expected a duration from zero up, got "
              + timeout.toMillis()
              + " ms");
    }
    return new ConnectionSettings(properties, timeout);
  }

  /**
   * How long the server may leave a call without an answer before it is asked, on another
   * connection, whether it is at work on it. If it is not, or does not answer there, the call ends
   * with SQLSTATE 08006, which {@link PostgresErrors} takes for retryable. Zero for never.
   */
  public Duration databaseTimeout() {
    return databaseTimeout;
  }

  /** The user that the server sees. */
  public String user() {
    return properties.getOrDefault(PGProperty.USER.getName(), "");
  }

  public String database() {
    return properties.getOrDefault(PGProperty.PG_DBNAME.getName(), "");
  }

  /** Whether {@code sslmode} asks for a certificate of the server that an authority vouches for. */
  public boolean verifiesServer() {
    return properties.getOrDefault(PGProperty.SSL_MODE.getName(), "").startsWith("verify-");
  }

  /** A property of pgjdbc, where the settings have it. */
  Optional<String> property(PGProperty property) {
    return Optional.ofNullable(properties.get(property.getName()));
  }

  /** As pgjdbc names them, the password in clear: for tests here. */
  Map<String, String> properties() {
    return properties;
  }

  /**
   * Connects, with TCP keep-alive unless {@code keepalives=0}, and gives up after {@code
   * connect_timeout}, 10 s by default. Calls on the connection are watched: see {@link
   * #databaseTimeout}.
   *
   * @param applicationName what {@code pg_stat_activity} shows, unless the settings name another
   * @throws RetryableException when the server or the database is not there (yet)
   * @throws ConfigurationException when the server refuses the user or the password
   * @throws RefusedByPostgresException when the server refuses for another reason
   */
  public Connection open(String applicationName)
      throws RetryableException, RefusedByPostgresException {
    return open(applicationName, Map.of());
  }

  /**
   * As {@link #open(String)}, with further properties of pgjdbc, such as {@code replication}. They
   * win over the settings' own.
   */
  public Connection open(String applicationName, Map<String, String> furtherProperties)
      throws RetryableException, RefusedByPostgresException {
    Properties all = driverProperties(applicationName);
    all.putAll(furtherProperties);
    try {
      return databaseTimeout.isZero() || PGProperty.SOCKET_FACTORY.isPresent(all)
          ? connect(all)
          : connectWatched(all);
    } catch (SQLException e) {
      throw PostgresErrors.whileConnecting(this, e);
    }
  }

  private Connection connectWatched(Properties all) throws SQLException {
    WatchedSocket.Look look =
        PGProperty.REPLICATION.isPresent(all)
            ? WatchedSocket.Look.PATIENT
            : WatchedSocket.Look.AT_ONCE;
    ServerWatch watch = ServerWatch.begin(this, databaseTimeout, look);
    PGProperty.SOCKET_FACTORY.set(all, WatchedSocketFactory.class.getName());
    all.setProperty("socketFactoryArg", watch.token());
    boolean connected = false;
    try {
      Connection connection = connect(all);
      watch.connected(connection.unwrap(PGConnection.class).getBackendPID());
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        watch.end();
      }
    }
  }

  /**
   * Connects without a watch, for {@link ServerProbe}.
   *
   * @param answerSeconds for each answer
   */
  Connection probe(int answerSeconds) throws SQLException {
    Properties all = driverProperties("potoroo watch");
    PGProperty.CONNECT_TIMEOUT.set(all, answerSeconds);
    PGProperty.SOCKET_TIMEOUT.set(all, answerSeconds);
    return connect(all);
  }

  private static Connection connect(Properties all) throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql://", all);
  }

  private Properties driverProperties(String applicationName) {
    Properties all = new Properties();
    PGProperty.APPLICATION_NAME.set(all, applicationName);
    PGProperty.CONNECT_TIMEOUT.set(all, CONNECT_TIMEOUT_SECONDS);
    // A server's DETAIL quotes rows; they have no place in a log.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(all, false);
    property(PGProperty.SSL_CERT)
        .flatMap(file -> ClientKey.algorithm(Path.of(file)))
        .ifPresent(algorithm -> PGProperty.PEM_KEY_ALGORITHM.set(all, algorithm));
    all.putAll(properties);
    return all;
  }

  /** Without the password: {@code postgres@localhost:5432/test}. */
  @Override
  public String toString() {
    return user() + "@" + ServerAddresses.describe(properties) + "/" + database();
  }
}

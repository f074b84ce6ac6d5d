package dev.lanward.peer.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database file: its settings, its schema and the steps from older schemas, and what to tell a
 * person when it cannot be used.
 */
final class TrustDatabase {
  /** "lnwd": says whose file this is. */
  static final int APPLICATION_ID = 0x6c6e7764;

  /** How long to wait for another process's write; its transactions take milliseconds. */
  private static final int BUSY_MILLIS = 5000;

  /** {@code MIGRATIONS[n]} leads from user_version n to n + 1. */
  private static final String[][] MIGRATIONS = {
    {
      """
      CREATE TABLE pairing (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
        next_fingerprint BLOB CHECK (length(next_fingerprint) = 32),
        key BLOB NOT NULL CHECK (length(key) = 32),
        host BLOB CHECK (length(host) = 16),
        port INTEGER NOT NULL CHECK (port BETWEEN 0 AND 65535),
        kind TEXT NOT NULL,
        paired_at INTEGER NOT NULL,
        last_seen INTEGER NOT NULL
      ) STRICT""",
      """
      CREATE TABLE address (
        pairing TEXT NOT NULL REFERENCES pairing (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        address BLOB NOT NULL CHECK (length(address) IN (4, 16)),
        PRIMARY KEY (pairing, position)
      ) STRICT, WITHOUT ROWID""",
    },
    // What peers call themselves; empty where they have not said it since.
    {"ALTER TABLE pairing ADD COLUMN own_name TEXT NOT NULL DEFAULT ''"},
    // What of the device's media a peer may use; NULL where nobody has decided.
    {"ALTER TABLE pairing ADD COLUMN grants TEXT"},
  };

  private TrustDatabase() {}

  static Connection open(Path file) {
    try {
      OwnerOnly.ensure(file);
    } catch (IOException e) {
      throw new StateException(file, "cannot be opened: " + e, "Check its owner and the disk.", e);
    }
    Connection connection = null;
    try {
      connection = JDBC.createConnection("jdbc:sqlite:" + file.toAbsolutePath(), new Properties());
      configure(connection);
      migrate(connection, file);
      return connection;
    } catch (SQLException e) {
      close(connection);
      throw explain(file, e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  static StateException explain(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException lite ? lite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          new StateException(
              file,
              "the trust database is damaged",
              "Nothing was changed. Restore a copy of it, or move it away and pair again.",
              e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StateException(
              file, "another process keeps the trust database busy", "Try again.", e);
      case SQLITE_FULL ->
          new StateException(file, "the disk is full", "Make room and try again.", e);
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
          new StateException(
              file, "the trust database cannot be written", "Check its owner and mode.", e);
      default ->
          new StateException(
              file, "the trust database failed: " + e.getMessage(), "Nothing was changed.", e);
    };
  }

  /**
   * A write-ahead log with full synchronisation: what was acknowledged survives the process's death
   * and the machine's, and readers never wait. Deleted rows are overwritten, as they hold keys.
   */
  private static void configure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA foreign_keys = ON");
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute("PRAGMA trusted_schema = OFF");
    }
  }

  private static void migrate(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (number(statement, "PRAGMA application_id") == APPLICATION_ID
          && number(statement, "PRAGMA user_version") == MIGRATIONS.length) {
        checkSound(statement, file);
        return;
      }
      // Two processes may find an empty file at once; the second waits here.
      statement.execute("BEGIN IMMEDIATE");
      int version = number(statement, "PRAGMA user_version");
      int application = number(statement, "PRAGMA application_id");
      boolean foreign =
          application != APPLICATION_ID
              && (version != 0 || number(statement, "SELECT count(*) FROM sqlite_schema") > 0);
      if (foreign || version > MIGRATIONS.length) {
        statement.execute("ROLLBACK");
        throw foreign
            ? new StateException(
                file,
                "is the database of another program",
                "Name another directory with --state DIR.")
            : new StateException(
                file,
                "was written by a newer Lanward (schema " + version + ")",
                "Update this one, or name another directory with --state DIR.");
      }
      for (int from = version; from < MIGRATIONS.length; from++) {
        for (String step : MIGRATIONS[from]) {
          statement.execute(step);
        }
      }
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + MIGRATIONS.length);
      statement.execute("COMMIT");
      checkSound(statement, file);
    }
  }

  private static void checkSound(Statement statement, Path file) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!result.next() || !"ok".equals(result.getString(1))) {
        throw new StateException(
            file,
            "the trust database is damaged",
            "Nothing was changed. Restore a copy of it, or move it away and pair again.");
      }
    }
  }

  static int number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The failure that led here is the one to tell.
      }
    }
  }
}

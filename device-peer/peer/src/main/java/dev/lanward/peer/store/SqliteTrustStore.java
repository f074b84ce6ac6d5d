package dev.lanward.peer.store;

import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.TrustStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pairings in a SQLite database. What a method has done survives the process's death at any later
 * moment. One thread at a time; other processes may have the same database open, see {@link
 * #changedElsewhere()}. Every method throws {@link StateException} when the database fails.
 */
public final class SqliteTrustStore implements TrustStore, AutoCloseable {
  private final Path file;
  private final Connection connection;
  private int dataVersion;

  private SqliteTrustStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static SqliteTrustStore open(Path file) {
    SqliteTrustStore store = new SqliteTrustStore(file, TrustDatabase.open(file));
    store.changedElsewhere();
    return store;
  }

  @Override
  public List<Pairing> all() {
    return query("ORDER BY paired_at, id", List.of());
  }

  @Override
  public Optional<Pairing> find(String id) {
    return query("WHERE id = ?", List.of(id)).stream().findFirst();
  }

  @Override
  public void save(Pairing pairing) {
    inTransaction(() -> write(pairing));
  }

  /**
   * Stores {@code pairing} if one with its id is there; says whether it was. What a session learns
   * about its peer is stored so: a peer that another process has just revoked stays revoked.
   */
  public boolean update(Pairing pairing) {
    return inTransaction(() -> exists(pairing.id()) && write(pairing));
  }

  @Override
  public boolean remove(String id) {
    return inTransaction(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM pairing WHERE id = ?")) {
            delete.setString(1, id);
            return delete.executeUpdate() > 0;
          }
        });
  }

  /**
   * Whether another process, or another store in this one, has changed the database since this was
   * last asked. Costs microseconds: ask several times a second to notice a revocation at once.
   */
  public boolean changedElsewhere() {
    try (Statement statement = connection.createStatement()) {
      int now = TrustDatabase.number(statement, "PRAGMA data_version");
      boolean changed = now != dataVersion;
      dataVersion = now;
      return changed;
    } catch (SQLException e) {
      throw TrustDatabase.explain(file, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw TrustDatabase.explain(file, e);
    }
  }

  private boolean write(Pairing pairing) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(PairingRow.UPSERT)) {
      PairingRow.bind(upsert, pairing);
      upsert.executeUpdate();
    }
    saveAddresses(pairing);
    return true;
  }

  private boolean exists(String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM pairing WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private List<Pairing> query(String condition, List<String> parameters) {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + PairingRow.COLUMNS + " FROM pairing " + condition)) {
      for (int i = 0; i < parameters.size(); i++) {
        select.setString(i + 1, parameters.get(i));
      }
      List<Pairing> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(PairingRow.read(rows, addressesOf(rows.getString(1))));
        }
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      throw TrustDatabase.explain(file, e);
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new StateException(
          file,
          "a row of the trust database makes no sense: " + e.getMessage(),
          "Nothing was changed. Restore a copy of it, or move it away and pair again.",
          e);
    }
  }

  private List<InetAddress> addressesOf(String id) throws SQLException, UnknownHostException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT address FROM address WHERE pairing = ? ORDER BY position")) {
      select.setString(1, id);
      List<InetAddress> addresses = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          addresses.add(InetAddress.getByAddress(rows.getBytes(1)));
        }
      }
      return addresses;
    }
  }

  private void saveAddresses(Pairing pairing) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM address WHERE pairing = ?")) {
      delete.setString(1, pairing.id());
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO address (pairing, position, address) VALUES (?, ?, ?)")) {
      int position = 0;
      for (InetAddress address : pairing.addresses()) {
        insert.setString(1, pairing.id());
        insert.setInt(2, position++);
        insert.setBytes(3, address.getAddress());
        insert.executeUpdate();
      }
    }
  }

  /** A change, all of it or nothing. */
  @FunctionalInterface
  private interface Change {
    boolean apply() throws SQLException;
  }

  private boolean inTransaction(Change change) {
    try (Statement statement = connection.createStatement()) {
      // IMMEDIATE waits for other writers here; a read that turns into a write would fail instead.
      statement.execute("BEGIN IMMEDIATE");
      try {
        boolean result = change.apply();
        statement.execute("COMMIT");
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(statement);
        throw e;
      }
    } catch (SQLException e) {
      throw TrustDatabase.explain(file, e);
    }
  }

  private static void rollBack(Statement statement) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself; the failure that led here is the one to tell.
    }
  }
}

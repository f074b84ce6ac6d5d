package dev.lanward.peer.store;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A pairing as a row of the table {@code pairing}; times are milliseconds since 1970, UTC. */
final class PairingRow {
  static final String COLUMNS =
      "id, name, type, fingerprint, next_fingerprint, key, host, port, kind, paired_at, last_seen,"
          + " own_name, grants";

  static final String UPSERT =
      "INSERT INTO pairing ("
          + COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type,"
          + " fingerprint = excluded.fingerprint, next_fingerprint = excluded.next_fingerprint,"
          + " key = excluded.key, host = excluded.host, port = excluded.port,"
          + " kind = excluded.kind, paired_at = excluded.paired_at, last_seen = excluded.last_seen,"
          + " own_name = excluded.own_name, grants = excluded.grants";

  private PairingRow() {}

  static void bind(PreparedStatement statement, Pairing pairing) throws SQLException {
    statement.setString(1, pairing.id());
    statement.setString(2, pairing.name());
    statement.setString(3, pairing.type());
    statement.setBytes(4, pairing.fingerprint().hash().toArray());
    statement.setBytes(5, pairing.nextFingerprint().map(f -> f.hash().toArray()).orElse(null));
    statement.setBytes(6, pairing.key().bytes().toArray());
    statement.setBytes(7, pairing.host().map(PairingRow::bytesOf).orElse(null));
    statement.setInt(8, pairing.port());
    statement.setString(9, pairing.kind().name());
    statement.setLong(10, pairing.pairedAt().toEpochMilli());
    statement.setLong(11, pairing.lastSeen().toEpochMilli());
    statement.setString(12, pairing.ownName());
    statement.setString(13, pairing.grants().map(Grant::format).orElse(null));
  }

  /**
   * @throws IllegalArgumentException when the row holds what no version of this program wrote
   */
  static Pairing read(ResultSet row, List<InetAddress> addresses) throws SQLException {
    return new Pairing(
        row.getString(1),
        row.getString(2),
        ownName(row),
        row.getString(3),
        new Fingerprint(Bytes.copyOf(row.getBytes(4))),
        optional(row.getBytes(5)).map(Fingerprint::new),
        PairingKey.ofBytes(Bytes.copyOf(row.getBytes(6))),
        optional(row.getBytes(7)).map(PairingRow::uuidOf),
        addresses,
        row.getInt(8),
        Pairing.Kind.valueOf(row.getString(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        Instant.ofEpochMilli(row.getLong(11)),
        Optional.ofNullable(row.getString(13)).map(PairingRow::grantsOf));
  }

  private static Set<Grant> grantsOf(String column) {
    return Grant.parse(column)
        .orElseThrow(() -> new IllegalArgumentException("grants are video, audio, talk, cast"));
  }

  /** Of a row that an earlier version wrote the best that is known is what the peer is called. */
  private static String ownName(ResultSet row) throws SQLException {
    String said = row.getString(12);
    return said.isEmpty() ? row.getString(2) : said;
  }

  private static Optional<Bytes> optional(byte @Nullable [] column) {
    return column == null ? Optional.empty() : Optional.of(Bytes.copyOf(column));
  }

  private static byte[] bytesOf(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static UUID uuidOf(Bytes bytes) {
    ByteBuffer buffer = bytes.toBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}

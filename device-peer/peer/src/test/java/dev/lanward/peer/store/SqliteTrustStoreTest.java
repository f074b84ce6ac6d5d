package dev.lanward.peer.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Pairing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTrustStoreTest {
  @TempDir Path temp;

  private StateDirectory directory() {
    return StateDirectory.open(temp.resolve("state"));
  }

  @Test
  void whatWasSavedIsThereAfterReopening() {
    Pairing page = TestPairings.page("aa", "Kitchen tablet");
    Pairing device = TestPairings.device("bb", "Doorbell");
    try (SqliteTrustStore store = directory().openTrustStore()) {
      store.save(page);
      store.save(device);
    }
    try (SqliteTrustStore store = directory().openTrustStore()) {
      assertEquals(List.of(device, page), store.all());
      assertEquals(Optional.of(page), store.find("aa"));
      assertEquals(Optional.empty(), store.find("cc"));
    }
  }

  @Test
  void savingAgainReplacesAndRemovingForgets() {
    try (SqliteTrustStore store = directory().openTrustStore()) {
      store.save(TestPairings.device("aa", "Old"));
      Pairing replaced = TestPairings.page("aa", "New");
      store.save(replaced);
      assertEquals(List.of(replaced), store.all());
      assertTrue(store.remove("aa"));
      assertFalse(store.remove("aa"));
      assertEquals(List.of(), store.all());
    }
  }

  @Test
  void anUpdateDoesNotBringARevokedPeerBack() {
    StateDirectory directory = directory();
    try (SqliteTrustStore device = directory.openTrustStore();
        SqliteTrustStore command = directory.openTrustStore()) {
      Pairing pairing = TestPairings.device("aa", "Peer");
      assertFalse(device.update(pairing));
      device.save(pairing);
      assertTrue(device.update(pairing.withName("Renamed")));
      assertEquals("Renamed", command.find("aa").orElseThrow().name());
      command.remove("aa");
      assertFalse(device.update(pairing));
      assertEquals(List.of(), device.all());
    }
  }

  @Test
  void hostileNamesAreOnlyNames() {
    List<String> names =
        List.of(
            "'); DROP TABLE pairing; --",
            "\" OR 1=1",
            "nul\0byte",
            "\u202Eesrever",
            "x".repeat(10_000),
            "\uD83D\uDC69\u200D\uD83D\uDC67");
    try (SqliteTrustStore store = directory().openTrustStore()) {
      for (String name : names) {
        store.save(TestPairings.page(name, name));
      }
      assertEquals(names.size(), store.all().size());
      for (String name : names) {
        assertEquals(name, store.find(name).orElseThrow().name());
        assertTrue(store.remove(name));
      }
    }
  }

  @Test
  void aRemovedKeyIsOverwrittenOnDisk() throws IOException {
    Pairing pairing = TestPairings.page("aa", "Gone");
    String key = new String(pairing.key().bytes().toArray(), StandardCharsets.ISO_8859_1);
    StateDirectory directory = directory();
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.save(pairing);
    }
    Path file = directory.path().resolve("trust.db");
    assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1).contains(key));
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.remove("aa");
    }
    assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(key));
  }

  @Test
  void anotherStoresChangeIsNoticedAndOnesOwnIsNot() {
    StateDirectory directory = directory();
    try (SqliteTrustStore device = directory.openTrustStore();
        SqliteTrustStore command = directory.openTrustStore()) {
      device.save(TestPairings.page("aa", "Peer"));
      assertFalse(device.changedElsewhere());
      assertTrue(command.changedElsewhere());
      assertFalse(command.changedElsewhere());
      assertTrue(command.remove("aa"));
      assertTrue(device.changedElsewhere());
      assertEquals(List.of(), device.all());
      assertFalse(device.changedElsewhere());
    }
  }

  @Test
  void everyFileIsTheOwnersAlone() throws IOException {
    StateDirectory directory = directory();
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.save(TestPairings.page("aa", "Peer"));
      try (var files = Files.list(directory.path())) {
        List<Path> all = files.toList();
        assertTrue(all.size() >= 3, "the database, its log and its index: " + all);
        for (Path file : all) {
          assertEquals(
              "rw-------",
              PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
              file.toString());
        }
      }
    }
  }

  @Test
  void aDamagedDatabaseIsNamedAndLeftAsItIs() throws IOException {
    StateDirectory directory = directory();
    Path file = directory.path().resolve("trust.db");
    byte[] noise =
        "this is not a database, whatever it is\n".repeat(200).getBytes(StandardCharsets.UTF_8);
    Files.write(file, noise);
    StateException e = assertThrows(StateException.class, directory::openTrustStore);
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    assertTrue(e.getMessage().contains("move it away"), e.getMessage());
    assertArrayEquals(noise, Files.readAllBytes(file));
  }

  @Test
  void aDatabaseDamagedInTheMiddleIsNoticedWhenItIsOpened() throws IOException {
    StateDirectory directory = directory();
    try (SqliteTrustStore store = directory.openTrustStore()) {
      for (int i = 0; i < 200; i++) {
        store.save(TestPairings.page("id" + i, "Peer " + i));
      }
    }
    Path file = directory.path().resolve("trust.db");
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 4096, bytes.length - 100, (byte) 0x5a);
    Files.write(file, bytes);
    StateException e = assertThrows(StateException.class, directory::openTrustStore);
    assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void aNewerSchemaAndAnotherProgramsDatabaseAreRefused() throws SQLException {
    StateDirectory directory = directory();
    directory.openTrustStore().close();
    sql(directory, "PRAGMA user_version = 99");
    StateException newer = assertThrows(StateException.class, directory::openTrustStore);
    assertTrue(newer.getMessage().contains("newer"), newer.getMessage());
    sql(directory, "PRAGMA application_id = 7");
    StateException foreign = assertThrows(StateException.class, directory::openTrustStore);
    assertTrue(foreign.getMessage().contains("another program"), foreign.getMessage());
  }

  @Test
  void aStoreOfTheFirstSchemaOpensWithEverythingInIt() throws SQLException {
    StateDirectory directory = directory();
    Pairing device = TestPairings.device("aa", "Doorbell");
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.save(device.withOwnName("Said later"));
    }
    sql(directory, "ALTER TABLE pairing DROP COLUMN own_name");
    sql(directory, "ALTER TABLE pairing DROP COLUMN grants");
    sql(directory, "PRAGMA user_version = 1");

    try (SqliteTrustStore store = directory.openTrustStore()) {
      assertEquals(List.of(device), store.all(), "its own name is the one it had");
      store.rename("aa", "Front door");
    }
    try (SqliteTrustStore store = directory.openTrustStore()) {
      assertEquals(device.withName("Front door"), store.find("aa").orElseThrow());
    }
  }

  @Test
  void aStoreOfTheSecondSchemaHasPeersOfWhoseGrantsNobodyHasDecided() throws SQLException {
    StateDirectory directory = directory();
    Pairing device = TestPairings.device("aa", "Doorbell");
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.save(device.withGrants(Set.of(Grant.VIDEO)));
    }
    sql(directory, "ALTER TABLE pairing DROP COLUMN grants");
    sql(directory, "PRAGMA user_version = 2");

    try (SqliteTrustStore store = directory.openTrustStore()) {
      assertEquals(List.of(device), store.all());
    }
  }

  @Test
  void whatAPeerMayUseIsKept() throws SQLException {
    StateDirectory directory = directory();
    Pairing device = TestPairings.device("aa", "Doorbell");
    for (Set<Grant> grants :
        List.of(Set.<Grant>of(), Set.of(Grant.TALK), Set.of(Grant.VIDEO, Grant.CAST))) {
      try (SqliteTrustStore store = directory.openTrustStore()) {
        store.save(device.withGrants(grants));
      }
      try (SqliteTrustStore store = directory.openTrustStore()) {
        assertEquals(Optional.of(grants), store.find("aa").orElseThrow().grants());
      }
    }
    sql(directory, "UPDATE pairing SET grants = 'everything'");
    try (SqliteTrustStore store = directory.openTrustStore()) {
      assertThrows(StateException.class, store::all);
    }
  }

  /** By a process of the version before, which still runs while this one is started. */
  @Test
  void aRowThatAnEarlierVersionWritesIsRead() throws SQLException {
    StateDirectory directory = directory();
    Pairing device = TestPairings.device("aa", "Doorbell");
    try (SqliteTrustStore store = directory.openTrustStore()) {
      store.save(device);
      sql(directory, "UPDATE pairing SET own_name = ''");
      assertEquals(List.of(device), store.all());
    }
  }

  @Test
  void aPeersOwnNameIsKeptBesideTheOneThatAPersonChose() {
    Pairing device = TestPairings.device("aa", "Doorbell");
    try (SqliteTrustStore store = directory().openTrustStore()) {
      store.save(device);
      store.rename("aa", "Front door");
      store.update(store.find("aa").orElseThrow().withOwnName("Bell"));
    }
    try (SqliteTrustStore store = directory().openTrustStore()) {
      Pairing kept = store.find("aa").orElseThrow();
      assertEquals("Front door", kept.name());
      assertEquals("Bell", kept.ownName());
    }
  }

  private static void sql(StateDirectory directory, String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.path().resolve("trust.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  @Test
  void aPairingPrintsNoKey() {
    assertTrue(TestPairings.page("aa", "Peer").toString().contains("REDACTED"));
  }
}

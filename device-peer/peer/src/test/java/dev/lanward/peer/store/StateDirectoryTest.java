package dev.lanward.peer.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path temp;

  private static Identity identity() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    return Identity.generate(new SecureRandom(), now, now.plusSeconds(1000));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void itIsCreatedForItsOwnerAlone() throws IOException {
    StateDirectory directory = StateDirectory.open(temp.resolve("a/b/state"));
    assertEquals("rwx------", mode(directory.path()));
    assertEquals("rwx------", mode(temp.resolve("a")));
  }

  @Test
  void aModeThatLetsOthersInIsCorrected() throws IOException {
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    StateDirectory.open(open);
    assertEquals("rwx------", mode(open));
  }

  @Test
  void aFileInItsPlaceIsRefusedWithTheNextStep() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    StateException e = assertThrows(StateException.class, () -> StateDirectory.open(file));
    assertTrue(e.getMessage().contains("not a directory"), e.getMessage());
    assertTrue(e.getMessage().contains("--state"), e.getMessage());
    assertEquals(file, e.path());
    StateException inside =
        assertThrows(StateException.class, () -> StateDirectory.open(file.resolve("state")));
    assertTrue(inside.getMessage().contains("Not a directory"), inside.getMessage());
    assertFalse(inside.getMessage().contains("Exception"), inside.getMessage());
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    Path foreign = Files.createDirectory(temp.resolve("foreign"));
    if (!"root".equals(Files.getOwner(foreign).getName())) {
      // Only root can give a directory away; others meet one that they cannot write.
      foreign = Path.of("/");
    } else {
      Files.setAttribute(foreign, "unix:uid", 65_534);
    }
    Path there = foreign;
    StateException e = assertThrows(StateException.class, () -> StateDirectory.open(there));
    assertTrue(e.getMessage().contains("--state"), e.getMessage());
  }

  @Test
  void theIdentityIsTheSameAfterReopening() throws IOException {
    StateDirectory directory = StateDirectory.open(temp.resolve("state"));
    assertEquals(Optional.empty(), directory.identityFile().load());
    Identity saved = identity();
    directory.identityFile().save(saved);
    directory.identityFile().save(saved);
    Identity loaded = directory.identityFile().load().orElseThrow();
    assertEquals(saved.fingerprint(), loaded.fingerprint());
    assertEquals(saved.privateKeyPkcs8(), loaded.privateKeyPkcs8());
    Path file = directory.path().resolve("identity.pem");
    assertEquals("rw-------", mode(file));
    try (var files = Files.list(directory.path())) {
      assertEquals(1, files.count(), "no temporary file is left");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    directory.identityFile().load();
    assertEquals("rw-------", mode(file));
  }

  @Test
  void aDamagedIdentityIsNamedAndLeftAsItIs() throws IOException {
    StateDirectory directory = StateDirectory.open(temp.resolve("state"));
    Path file = directory.path().resolve("identity.pem");
    for (String text :
        new String[] {
          "",
          "nonsense",
          identity().privateKeyPem(),
          identity().privateKeyPem() + identity().certificatePem(),
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
              + identity().certificatePem(),
          "x".repeat(100_000)
        }) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      Files.write(file, bytes);
      StateException e = assertThrows(StateException.class, () -> directory.identityFile().load());
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      assertArrayEquals(bytes, Files.readAllBytes(file));
    }
  }

  @Test
  void aSecondDeviceInThisProcessIsRefusedUntilTheFirstEnds() {
    StateDirectory directory = StateDirectory.open(temp.resolve("state"));
    DeviceLock first = directory.lockForDevice();
    StateException e = assertThrows(StateException.class, directory::lockForDevice);
    assertTrue(e.getMessage().contains("process " + ProcessHandle.current().pid()), e.getMessage());
    assertTrue(e.getMessage().contains("--state"), e.getMessage());
    first.close();
    directory.lockForDevice().close();
  }

  /** The child: takes the lock, or says why not. */
  public static final class Locker {
    private Locker() {}

    public static void main(String[] arguments) {
      StateDirectory directory = StateDirectory.open(Path.of(arguments[0]));
      System.out.println("in use: " + directory.isInUse());
      try (DeviceLock lock = directory.lockForDevice()) {
        System.out.println("locked " + (lock != null));
      } catch (StateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aSecondDeviceInAnotherProcessIsRefusedAndCommandsShare()
      throws IOException, InterruptedException {
    StateDirectory directory = StateDirectory.open(temp.resolve("state"));
    try (DeviceLock lock = directory.lockForDevice();
        SqliteTrustStore store = directory.openTrustStore()) {
      String refused = runLocker(directory.path());
      assertTrue(refused.contains("another device (process"), refused);
      assertTrue(refused.contains("in use: true"), refused);
      store.save(TestPairings.page("aa", "Peer"));
      assertTrue(lock != null);
    }
    String taken = runLocker(directory.path());
    assertTrue(taken.contains("locked") && taken.contains("in use: false"), taken);
  }

  private static String runLocker(Path state) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Locker.class.getName(),
                state.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(child.waitFor(20, TimeUnit.SECONDS));
    return said;
  }
}

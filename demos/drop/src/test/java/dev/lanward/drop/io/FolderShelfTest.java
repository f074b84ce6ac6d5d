package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderShelfTest {
  @TempDir Path directory;
  private Path from;
  private Path into;

  @BeforeEach
  void folders() throws IOException {
    from = Files.createDirectory(directory.resolve("from"));
    into = Files.createDirectory(directory.resolve("into"));
  }

  @Test
  void aFolderArrivesWithNamesTimesAndPermissions() throws Exception {
    Path folder = Files.createDirectories(from.resolve("d ö/inner/empty folder")).getParent();
    write(folder.resolve("-rf * 'x' \"y\".txt"), 200_000, "rw-r-----", 1_700_000_000_123L);
    write(folder.resolve("empty"), 0, "r--r--r--", 1_600_000_000_000L);
    write(from.resolve("run.sh"), 10, "rwxr-xr-x", 1_500_000_000_000L);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-x---"));
    Files.setLastModifiedTime(folder, FileTime.fromMillis(1_400_000_000_000L));
    send(from.resolve("d ö"), from.resolve("run.sh"));
    for (String path :
        List.of("d ö/inner", "d ö/inner/-rf * 'x' \"y\".txt", "d ö/inner/empty", "run.sh")) {
      assertSame(from.resolve(path), into.resolve(path));
    }
    assertTrue(Files.isDirectory(into.resolve("d ö/inner/empty folder")));
    assertEquals(List.of("d ö", "run.sh"), names(into));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        into.resolve("d ö/inner"), PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void linksAreNamedAndNotSent() throws Exception {
    Path folder = Files.createDirectory(from.resolve("d"));
    write(folder.resolve("a"), 3, "rw-------", 1_700_000_000_000L);
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
    FileTree tree = FileTree.of(List.of(folder), Limits.defaults());
    assertEquals(List.of(folder.toRealPath().resolve("link")), tree.skipped());
    send(folder);
    assertEquals(List.of("a"), names(into.resolve("d")));
  }

  @Test
  void nothingIsWrittenOver() throws Exception {
    write(from.resolve("a.txt"), 5, "rw-------", 1_700_000_000_000L);
    Files.writeString(into.resolve("a.txt"), "mine");
    Files.createSymbolicLink(into.resolve("a (2).txt"), directory.resolve("elsewhere"));
    send(from.resolve("a.txt"));
    assertEquals("mine", Files.readString(into.resolve("a.txt")));
    assertSame(from.resolve("a.txt"), into.resolve("a (3).txt"));
    assertFalse(Files.exists(directory.resolve("elsewhere")));
  }

  @Test
  void nothingIsWrittenThroughALink() throws Exception {
    Path folder = Files.createDirectory(from.resolve("d"));
    write(folder.resolve("a"), 3, "rw-------", 1_700_000_000_000L);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(into.resolve("d"), elsewhere);
    DropException refused = assertThrows(DropException.class, () -> send(folder));
    assertEquals("exists", refused.code());
    assertEquals(List.of(), names(elsewhere));
  }

  @Test
  void theHiddenFolderMayBeNoLink() throws Exception {
    write(from.resolve("a"), 3, "rw-------", 1_700_000_000_000L);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(into.resolve(".lanward-drop"), elsewhere);
    DropException refused = assertThrows(DropException.class, () -> send(from.resolve("a")));
    assertEquals("storage", refused.code());
    assertEquals(List.of(), names(elsewhere));
  }

  /** Where others may write, in a folder for everybody, they may have been here first. */
  @Test
  void aHiddenFolderThatIsOpenToOthersIsClosed() throws Exception {
    write(from.resolve("a"), 200_000, "rw-------", 1_700_000_000_000L);
    Path hidden = Files.createDirectory(into.resolve(".lanward-drop"));
    LocalDrop drop = new LocalDrop(into, from.resolve("a"));
    Files.createDirectory(drop.parts());
    for (Path open : List.of(hidden, drop.parts())) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    drop.run(9);
    for (Path closed : List.of(hidden, drop.parts())) {
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(closed)));
    }
  }

  @Test
  void noMarkIsWrittenThroughALink() throws Exception {
    write(from.resolve("a"), 200_000, "rw-------", 1_700_000_000_000L);
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "not yours");
    LocalDrop drop = new LocalDrop(into, from.resolve("a"));
    drop.run(9);
    Files.createSymbolicLink(drop.parts().resolve("0.done"), elsewhere);
    drop.run(100_000);
    assertEquals("storage", drop.failure().code());
    assertEquals("not yours", Files.readString(elsewhere));
  }

  @Test
  void aPartIsReadableToItsOwnerOnlyAndHasNoFinalName() throws Exception {
    write(from.resolve("a"), 200_000, "rw-rw-rw-", 1_700_000_000_000L);
    LocalDrop drop = new LocalDrop(into, from.resolve("a"));
    drop.run(9);
    assertEquals(List.of(".lanward-drop"), names(into));
    Path parts = drop.parts();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(parts)));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(parts.resolve("0.part"))));
  }

  @Test
  void killedAtAnyPointItGoesOnWithWhatIsThere() throws Exception {
    Path folder = Files.createDirectory(from.resolve("d"));
    for (int i = 0; i < 6; i++) {
      write(folder.resolve("f" + i), i * 70_000, "r--r--r--", 1_700_000_000_000L + i);
    }
    for (int seed = 0; seed < 50; seed++) {
      Path here = Files.createDirectory(into.resolve("" + seed));
      Random random = new Random(seed);
      LocalDrop drop;
      do {
        drop = new LocalDrop(here, folder);
        drop.run(1 + random.nextInt(40));
      } while (!drop.isForgotten());
      for (int i = 0; i < 6; i++) {
        assertSame(folder.resolve("f" + i), here.resolve("d/f" + i));
      }
      assertEquals(6, names(here.resolve("d")).size());
      assertEquals(List.of("d"), names(here));
    }
  }

  @Test
  void aPartThatLiesIsThrownAway() throws Exception {
    write(from.resolve("a"), 200_000, "rw-------", 1_700_000_000_000L);
    LocalDrop cut = new LocalDrop(into, from.resolve("a"));
    cut.run(9);
    byte[] part = Files.readAllBytes(cut.parts().resolve("0.part"));
    part[7] ^= 1;
    Files.write(cut.parts().resolve("0.part"), part);
    send(from.resolve("a"));
    assertSame(from.resolve("a"), into.resolve("a"));
  }

  @Test
  void whatWasPublishedAndTakenAwaySinceIsSentAgain() throws Exception {
    write(from.resolve("a"), 10, "rw-------", 1_700_000_000_000L);
    FileTree tree = FileTree.of(List.of(from.resolve("a")), Limits.defaults());
    Bytes transfer = tree.manifest().transferOf("ada");
    try (FolderShelf shelf = new FolderShelf(into, tree.manifest(), transfer)) {
      shelf.open(0);
      shelf.append(0, Bytes.copyOf(Files.readAllBytes(from.resolve("a"))));
      shelf.publish(0);
      assertTrue(shelf.isDone(0));
      Files.delete(into.resolve("a"));
      assertFalse(shelf.isDone(0));
      assertEquals(0, shelf.open(0).count());
    }
  }

  @Test
  void aFileThatGrowsOrShrinksWhileItIsSentEndsIt() throws Exception {
    write(from.resolve("a"), 200_000, "rw-------", 1_700_000_000_000L);
    LocalDrop drop = new LocalDrop(into, from.resolve("a"));
    drop.run(9);
    Files.write(from.resolve("a"), new byte[1_000]);
    drop.run(1_000);
    assertEquals("changed", drop.failure().code());
    assertEquals(List.of(".lanward-drop"), names(into));
  }

  @Test
  void partsThatNobodyCameBackForAreDeleted() throws Exception {
    write(from.resolve("a"), 200_000, "rw-------", 1_700_000_000_000L);
    LocalDrop drop = new LocalDrop(into, from.resolve("a"));
    drop.run(9);
    DropShelves.folder(into);
    assertTrue(Files.exists(drop.parts()));
    Files.setLastModifiedTime(drop.parts(), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    DropShelves.folder(into);
    assertEquals(List.of(), names(into));
  }

  @Test
  void aFullDiskIsSaidInWordsWithoutPaths() throws Exception {
    // /dev/full is what Linux has for this.
    IOException full =
        assertThrows(IOException.class, () -> Files.write(Path.of("/dev/full"), new byte[1]));
    DropException told = Storage.failed("files cannot be written", full);
    assertEquals("no-space", told.code());
    assertFalse(told.getMessage().contains("/"), told.getMessage());
  }

  @Test
  void theSecondOfANameIsNumberedBeforeItsExtension() {
    assertEquals("a (2).txt", Target.numbered("a.txt", 2));
    assertEquals(".hidden (2)", Target.numbered(".hidden", 2));
    assertEquals("b (3)", Target.numbered("b", 3));
    assertEquals("ä".repeat(125) + " (2)", Target.numbered("ä".repeat(127), 2));
  }

  private void send(Path... files) throws Exception {
    LocalDrop drop = new LocalDrop(into, files);
    drop.run(100_000);
    if (!drop.isDone()) {
      throw drop.failure();
    }
  }

  private static void write(Path file, int length, String mode, long millis) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    if (Files.isRegularFile(expected)) {
      assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual));
    }
    assertEquals(Files.getLastModifiedTime(expected), Files.getLastModifiedTime(actual));
    assertEquals(Files.getPosixFilePermissions(expected), Files.getPosixFilePermissions(actual));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}

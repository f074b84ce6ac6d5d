package dev.lanward.mdns.unicast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsigKeyFileTest {
  private static final String KEY =
      "lanward:hmac-sha256:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void aFileOfItsOwnersIsRead(String mode) throws IOException {
    assertEquals("lanward", TsigKeyFile.read(file(KEY, mode)).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void aFileThatOthersReadOrWriteIsRefusedWithWhatToDo(String mode) throws IOException {
    Path file = file(KEY, mode);
    IOException e = assertThrows(IOException.class, () -> TsigKeyFile.read(file));
    assertTrue(e.getMessage().contains("chmod 600 " + file), e.getMessage());
  }

  @Test
  void whatIsNoKeyIsSaidWithoutShowingIt() throws IOException {
    Path file = file("lanward:hmac-sha256:Geheim!", "rw-------");
    IOException e = assertThrows(IOException.class, () -> TsigKeyFile.read(file));
    assertTrue(e.getMessage().startsWith(file + " holds no key"), e.getMessage());
    assertFalse(e.toString().contains("Geheim"));
  }

  @Test
  void missingFilesDirectoriesAndHugeOnesAreNone() throws IOException {
    Path none = directory.resolve("none");
    assertThrows(NoSuchFileException.class, () -> TsigKeyFile.read(none));
    assertThrows(IOException.class, () -> TsigKeyFile.read(directory));
    Path huge = file("x".repeat(5000), "rw-------");
    assertTrue(
        assertThrows(IOException.class, () -> TsigKeyFile.read(huge))
            .getMessage()
            .contains("4096"));
  }

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}

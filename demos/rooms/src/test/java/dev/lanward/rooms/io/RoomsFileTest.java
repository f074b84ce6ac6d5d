package dev.lanward.rooms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.rooms.RoomState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomsFileTest {
  private static final String ADA = "a1".repeat(16);

  private static final RoomState ROOM =
      new RoomState(
          "main",
          ADA,
          7,
          ADA,
          true,
          Set.of("e3".repeat(16)),
          List.of(
              new RoomState.Member(
                  ADA,
                  new Fingerprint(Bytes.ofHex("a1".repeat(32))),
                  "Ada \u2600",
                  "00112233aabbccdd")));

  @TempDir Path directory;

  @Test
  void whatIsSavedIsLoadedAndForTheOwnerAlone() throws IOException {
    Path path = directory.resolve("rooms.json");
    RoomsFile file = new RoomsFile(path);
    assertEquals(List.of(), file.load());
    file.save(List.of(ROOM));
    file.save(List.of(ROOM));
    assertEquals(List.of(ROOM), new RoomsFile(path).load());
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
    try (var all = Files.list(directory)) {
      assertEquals(1, all.count(), "nothing else is left");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"rooms\":[{\"members\":[{\"fingerprint\":\"A1\"}]}]}",
      })
  void aDamagedFileIsAsGoodAsNone(String text) throws IOException {
    Path path = directory.resolve("rooms.json");
    Files.writeString(path, text);
    assertEquals(List.of(), new RoomsFile(path).load());
    if (text.startsWith("{")) {
      assertEquals(text, Files.readString(directory.resolve("rooms.json.damaged")));
    }
  }
}

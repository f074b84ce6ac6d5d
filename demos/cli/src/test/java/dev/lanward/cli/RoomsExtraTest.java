package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person types at a device with rooms. */
class RoomsExtraTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aLockIsConfirmed() {
    RoomsExtra rooms = begin(RoomsExtra::ofGame);
    assertTrue(rooms.takeTyped("lock"));
    assertTrue(said().contains("the rooms are locked: no newcomers are let in"));
    assertTrue(rooms.takeTyped("UNLOCK"));
    assertTrue(said().contains("the rooms are open again"));
  }

  @Test
  void whoIsNotThereCannotBeSentOut() {
    assertTrue(begin(RoomsExtra::ofGame).takeTyped("kick Bob"));
    assertTrue(said().contains("No player is called Bob."));
  }

  @Test
  void aGameSaysWhatCanBeTypedAndOtherRoomsLeaveItToTheChat() {
    assertTrue(begin(RoomsExtra::ofGame).takeTyped("help"));
    String words =
        "There is no order \"help\". There are: pair, kick NAME, ban NAME, lock, unlock.";
    assertTrue(said().contains(words), said());
    assertFalse(begin(RoomsExtra::of).takeTyped("help"));
    assertEquals(1, said().split("help", -1).length - 1);
  }

  private RoomsExtra begin(BiFunction<Path, DeviceEvents, RoomsExtra> kind) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(InputStream.nullInputStream(), print, print, name -> null, true, true);
    RoomsExtra rooms = kind.apply(directory, new PlainEvents(terminal));
    rooms.begin(Runnable::run);
    return rooms;
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}

package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a person can take for each other. */
class NameSkeletonTest {

  @ParameterizedTest
  @CsvSource({
    "Doorbell, doorbell",
    "Doorbell, DOORBELL",
    "Doorbell, D\u043e\u043erbell", // Cyrillic o
    "Doorbell, D\u03bforbell", // Greek omicron
    "Doorbell, D00rbe1l",
    "Doorbell, DoorbeII", // capital i
    "Doorbell, Door bell",
    "Doorbell, Door\u200bbell", // zero width space
    "Doorbell, Door\u3164bell", // Hangul filler
    "Doorbell, Door-bell",
    "Doorbell, Doorbell.",
    "Doorbell, Doorbell (2)",
    "Doorbell, \uff24oorbell", // full width D
    "Doorbell, \ud835\udc03oorbell", // mathematical bold D
    "Doorbell, Doo\u0301rbell", // acute accent
    "Heater, \u041d\u0435\u0430t\u0435r", // Cyrillic en, ie, a
    "Heater, \u0397eater", // Greek eta
    "BEAM, \u0412\u0415\u0410\u041c", // all Cyrillic
    "Kamera, Karnera",
    "Window, VVindow",
    "Room 10, Room lO",
  })
  void namesThatLookAlikeHaveOne(String one, String other) {
    assertEquals(NameSkeleton.of(one), NameSkeleton.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "Doorbell, Doorbells",
    "Camera 1, Camera 2",
    "Camera (2), Lamp (2)",
    "Clock, Dock",
    "\u041a\u0443\u0445\u043d\u044f, \u0421\u043f\u0430\u043b\u044c\u043d\u044f",
    "\u53f0\u6240, \u5bdd\u5ba4",
    "\ud83d\udca1, \ud83d\udeaa",
  })
  void namesThatDoNotHaveTwo(String one, String other) {
    assertNotEquals(NameSkeleton.of(one), NameSkeleton.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", " (2)", "\u0301", "\u200b"})
  void isNeverEmpty(String nothingToSee) {
    assertFalse(NameSkeleton.of(nothingToSee).isEmpty());
  }
}

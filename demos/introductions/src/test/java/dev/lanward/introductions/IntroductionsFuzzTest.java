package dev.lanward.introductions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import java.nio.charset.StandardCharsets;

/** To look for more: as in {@code DropFuzzTest}, with {@code -pl demos/introductions}. */
class IntroductionsFuzzTest {
  /** What a page says at the desk is passed on or passed over. */
  @FuzzTest(maxDuration = "60s")
  void theDeskThrowsNothing(byte[] input) {
    Introductions introductions = new Introductions();
    Fingerprint print = new Fingerprint(Bytes.copyOf(new byte[32]));
    introductions.enter(new Tick(0), "0".repeat(32), print);
    introductions.enter(new Tick(0), "1".repeat(32), print);
    String text = new String(input, StandardCharsets.UTF_8);
    int notes = introductions.handleText(new Tick(1), "0".repeat(32), text).size();
    assertEquals(1, notes + introductions.passedOver());
  }
}

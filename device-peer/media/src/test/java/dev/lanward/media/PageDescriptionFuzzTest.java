package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a page sends: nothing undeclared is thrown, and only what is allowed comes out. */
class PageDescriptionFuzzTest {
  /** What libwebrtc may get to see, stated a second time and more simply. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "v=0|o=- 1 1 IN IP4 127\\.0\\.0\\.1|s=-|t=0 0|c=IN IP4 0\\.0\\.0\\.0"
              + "|m=(audio|video) [09] UDP/TLS/RTP/SAVPF [0-9 ]+"
              + "|a=[a-z-]+(:[A-Za-z0-9 {}_.,;:=*+/-]*)?");

  @Property(tries = 3_000)
  void changedDescriptions(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int changes) {
    Random random = new Random(seed);
    StringBuilder sdp =
        new StringBuilder(
            random.nextBoolean() ? TestDescriptions.CHROMIUM : TestDescriptions.FIREFOX);
    for (int i = 0; i < changes; i++) {
      change(sdp, random);
    }
    check(sdp.toString());
  }

  @Property(tries = 2_000)
  void anyText(@ForAll String text) {
    check(text);
    check("v=0\r\n" + text + "\r\n");
    check(TestDescriptions.FIREFOX + "a=" + text + "\r\n");
  }

  @Property(tries = 1_000)
  void shuffledLines(@ForAll long seed) {
    List<String> lines = Arrays.asList(TestDescriptions.CHROMIUM.split("\r\n"));
    java.util.Collections.shuffle(lines.subList(4, lines.size()), new Random(seed));
    check(String.join("\r\n", lines) + "\r\n");
  }

  private static void change(StringBuilder sdp, Random random) {
    int at = random.nextInt(Math.max(1, sdp.length()));
    switch (random.nextInt(5)) {
      case 0 -> sdp.setCharAt(at, (char) random.nextInt(256));
      case 1 -> sdp.insert(at, (char) (32 + random.nextInt(95)));
      case 2 -> sdp.delete(at, Math.min(sdp.length(), at + random.nextInt(40)));
      case 3 -> sdp.insert(at, sdp.substring(at, Math.min(sdp.length(), at + random.nextInt(200))));
      default -> sdp.insert(at, "99999999999999999999");
    }
  }

  private static void check(String sdp) {
    try {
      String written =
          PageDescription.read(sdp, TestDescriptions.PAGE).write(TestDescriptions.PAGE);
      for (String line : written.split("\r\n")) {
        assertTrue(ALLOWED.matcher(line).matches(), line);
      }
      long sections =
          PageDescriptionTest.count(written, "m=audio 9")
              + PageDescriptionTest.count(written, "m=video 9");
      assertEquals(
          sections,
          PageDescriptionTest.count(written, "a=fingerprint:sha-256 " + TestDescriptions.HASH));
      assertEquals(sections, PageDescriptionTest.count(written, "a=fingerprint:"));
    } catch (MalformedMessageException e) {
      // As it may be.
    }
  }
}

package dev.lanward.media.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the recording thread of libwebrtc gets of the camera's sound. */
class SoundFeedTest {
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final SoundFeed feed = new SoundFeed(new Teller(new PrintStream(told)));

  @Test
  void bringsWhatTheCameraBroughtInItsOrderAndThenSilence() {
    feed.push(piece(1));
    feed.push(piece(2));
    assertArrayEquals(piece(1), feed.take());
    assertArrayEquals(piece(2), feed.take());
    assertArrayEquals(piece(0), feed.take());
  }

  @Test
  void oneChannelBecomesAsManyAsAreAskedFor() {
    feed.push(piece(300));
    byte[] stereo = new byte[2 * SoundFeed.PIECE_BYTES];
    assertEquals(960, feed.onPlaybackData(stereo, 960, 2, 2, 48_000));
    for (int i = 0; i < stereo.length; i += 2) {
      assertEquals(300, (stereo[i] & 0xff) | stereo[i + 1] << 8);
    }
  }

  @Test
  void anotherFormatGetsSilenceAndNothingEscapes() {
    feed.push(piece(300));
    byte[] into = new byte[882];
    Arrays.fill(into, (byte) 7);
    assertEquals(441, feed.onPlaybackData(into, 441, 2, 1, 44_100));
    assertArrayEquals(new byte[882], into);
    assertEquals(480, feed.onPlaybackData(new byte[0], 480, 2, 1, 48_000));
    assertTrue(told.toString().contains("the sound"), told.toString());
  }

  @Test
  void ofACameraThatIsFasterThanTheTakerLittleWaits() {
    // 1 % faster, for a minute.
    int last = 0;
    for (int i = 1; i <= 6_000; i++) {
      feed.push(piece(i));
      if (i % 100 == 0) {
        feed.push(piece(i));
      }
      byte[] taken = feed.take();
      last = (taken[0] & 0xff) | taken[1] << 8;
    }
    assertTrue(last > 6_000 - 10 && last <= 6_000, "it is behind: " + last);
  }

  @Test
  void whoBeginsToTakeGetsWhatIsNow() {
    for (int i = 1; i <= 60; i++) {
      feed.push(piece(i));
    }
    assertArrayEquals(piece(58), feed.take());
  }

  @Test
  void ofWhatComesInOneGoAfterAPauseAllIsKept() {
    for (int i = 1; i <= 20; i++) {
      feed.push(piece(i));
    }
    assertArrayEquals(piece(1), feed.take());
  }

  @Test
  void twoPiecesAreBlendedWithoutAJump() {
    for (int i = 0; i < 10; i++) {
      feed.push(piece(1_000));
    }
    feed.push(piece(1_000));
    byte[] taken = feed.take();
    for (int i = 0; i < 300; i++) {
      feed.push(piece(2_000));
      taken = feed.take();
      int before = (taken[0] & 0xff) | taken[1] << 8;
      for (int at = 2; at < taken.length; at += 2) {
        int sample = (taken[at] & 0xff) | taken[at + 1] << 8;
        assertTrue(Math.abs(sample - before) <= 3, before + " then " + sample);
        before = sample;
      }
    }
    assertArrayEquals(piece(2_000), taken);
  }

  @Test
  void halfASecondWaitsAtMost() {
    int last = 0;
    for (int i = 0; i < 100; i++) {
      feed.take();
      for (int n = 0; n < 10; n++) {
        feed.push(piece(++last));
      }
    }
    assertArrayEquals(piece(last - 49), feed.take());
  }

  @Test
  void aStoppedCamerasSoundIsForgotten() {
    feed.push(piece(1));
    feed.forget();
    assertArrayEquals(piece(0), feed.take());
  }

  /** 10 ms of one value. */
  private static byte[] piece(int value) {
    byte[] bytes = new byte[SoundFeed.PIECE_BYTES];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = (byte) value;
      bytes[i + 1] = (byte) (value >> 8);
    }
    return bytes;
  }
}

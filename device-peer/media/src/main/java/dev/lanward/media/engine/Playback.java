package dev.lanward.media.engine;

import dev.onvoid.webrtc.media.video.I420Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where received sound and pictures go: programs that play or record, or nowhere. Whoever is there
 * first has the speaker, or the display, until he is done. Any thread.
 */
final class Playback {
  private final Teller teller;
  private final List<String> speakerCommand;
  private final List<String> displayCommand;
  private @Nullable Object speaking;
  private @Nullable Object showing;
  private @Nullable Player speaker;
  private @Nullable Player display;
  private int width;
  private int height;
  private int recordings;

  Playback(Teller teller, List<String> speakerCommand, List<String> displayCommand) {
    this.teller = teller;
    this.speakerCommand = speakerCommand;
    this.displayCommand = displayCommand;
  }

  /** PCM of 16 bits from {@code who}. */
  synchronized void sound(Object who, byte[] pcm, int rate, int channels) {
    if (speakerCommand.isEmpty() || (speaking != null && speaking != who)) {
      return;
    }
    if (speaker == null) {
      speaker = Player.start(teller, Player.sound(speakerCommand, rate, channels));
      speaking = who;
    }
    speaker.write(pcm);
  }

  /** A picture from {@code who}. */
  synchronized void picture(Object who, I420Buffer picture) {
    if (displayCommand.isEmpty() || (showing != null && showing != who)) {
      return;
    }
    if (display != null && (picture.getWidth() != width || picture.getHeight() != height)) {
      display.end();
      display = null;
    }
    if (display == null) {
      width = picture.getWidth();
      height = picture.getHeight();
      display = Player.start(teller, Player.pictures(displayCommand, width, height, ++recordings));
      showing = who;
    }
    if (display.hasRoom()) {
      display.write(Player.bytes(picture));
    }
  }

  /** {@code who} says and shows nothing any more. */
  synchronized void done(Object who) {
    if (speaking == who) {
      speaking = null;
      speaker = ended(speaker);
    }
    if (showing == who) {
      showing = null;
      display = ended(display);
    }
  }

  synchronized void close() {
    speaker = ended(speaker);
    display = ended(display);
  }

  private static @Nullable Player ended(@Nullable Player player) {
    if (player != null) {
      player.end();
    }
    return null;
  }
}

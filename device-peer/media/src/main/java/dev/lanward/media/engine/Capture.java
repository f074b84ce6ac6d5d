package dev.lanward.media.engine;

import dev.lanward.media.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of the program that captures: I420 pictures on its standard output, and where it has
 * sound, PCM of 48 kHz, 16 bits and one channel on its standard error. Its log is in a file.
 */
final class Capture {
  static final int FRAME_BYTES = TestClock.WIDTH * TestClock.HEIGHT * 3 / 2;

  private static final int MAX_WHY_CHARS = 160;

  /** Who hears of it, on the capture's threads. */
  interface Listener {
    void frame(Capture capture, byte[] i420);

    void sound(Capture capture, byte[] tenMillis);

    void ended(Capture capture, String why);
  }

  private final Process process;
  private final Path log;
  private final Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long lastFrame = System.nanoTime();
  private volatile boolean hasFrame;

  private Capture(Process process, Path log, Listener listener) {
    this.process = process;
    this.log = log;
    this.listener = listener;
  }

  static Capture start(List<String> command, boolean hasSound, Listener listener)
      throws IOException {
    Path log = Files.createTempFile("lanward-camera", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("FFREPORT", "file=" + log + ":level=16");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    if (!hasSound) {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    Capture capture;
    try {
      capture = new Capture(builder.start(), log, listener);
    } catch (IOException e) {
      Files.deleteIfExists(log);
      throw e;
    }
    thread("lanward-camera-video", capture::readFrames);
    if (hasSound) {
      thread("lanward-camera-audio", capture::readSound);
    }
    return capture;
  }

  /** Ends it; its listener hears of that. */
  void stop() {
    process.destroyForcibly();
  }

  /** How long no picture has come. */
  long silentMillis() {
    return (System.nanoTime() - lastFrame) / 1_000_000;
  }

  boolean hasFrame() {
    return hasFrame;
  }

  private void readFrames() {
    try (InputStream pictures = process.getInputStream()) {
      byte[] frame = pictures.readNBytes(FRAME_BYTES);
      while (frame.length == FRAME_BYTES) {
        lastFrame = System.nanoTime();
        hasFrame = true;
        listener.frame(this, frame);
        frame = new byte[FRAME_BYTES];
        if (pictures.readNBytes(frame, 0, FRAME_BYTES) < FRAME_BYTES) {
          break;
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // Told below, with what the program's log says.
    }
    end();
  }

  private void readSound() {
    try (InputStream sound = process.getErrorStream()) {
      byte[] piece = sound.readNBytes(SoundFeed.PIECE_BYTES);
      while (piece.length == SoundFeed.PIECE_BYTES) {
        listener.sound(this, piece);
        piece = sound.readNBytes(SoundFeed.PIECE_BYTES);
      }
    } catch (IOException | RuntimeException | Error e) {
      // The pictures' thread says how it ended.
    }
  }

  private void end() {
    process.destroyForcibly();
    if (over.compareAndSet(false, true)) {
      String why = why();
      try {
        Files.deleteIfExists(log);
      } catch (IOException e) {
        // A small file stays in the directory for such.
      }
      listener.ended(this, why);
    }
  }

  /**
   * The last line of its log, without what may be a password; nothing where it holds no more than
   * its head, which ends with the command.
   */
  private String why() {
    try {
      String text = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
      String last = text.substring(text.lastIndexOf('\n') + 1).replaceAll("//[^@/\\s]*@", "//");
      if (last.startsWith("ffmpeg ")) {
        return "";
      }
      String seen = last.replaceAll("[^\\x20-\\x7e]", "").replaceAll("^\\[[^\\]]*\\] ", "");
      return seen.substring(0, Math.min(MAX_WHY_CHARS, seen.length()));
    } catch (IOException e) {
      return "";
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}

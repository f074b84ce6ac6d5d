package dev.lanward.media.engine;

import dev.lanward.media.CaptureLog;
import dev.lanward.media.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of the program that captures: I420 pictures on its standard output, and where it has
 * sound, PCM of 48 kHz, 16 bits and one channel on its standard error. Its log is in a file.
 */
final class Capture {
  static final int FRAME_BYTES = TestClock.WIDTH * TestClock.HEIGHT * 3 / 2;

  /** Who hears of it, on the capture's threads. */
  interface Listener {
    void frame(Capture capture, byte[] i420);

    void sound(Capture capture, byte[] tenMillis);

    void ended(Capture capture, String why);
  }

  private final Process process;
  private final CaptureLog log;
  private final Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long lastFrame = System.nanoTime();
  private volatile boolean hasFrame;

  private Capture(Process process, CaptureLog log, Listener listener) {
    this.process = process;
    this.log = log;
    this.listener = listener;
  }

  static Capture start(List<String> command, boolean hasSound, Listener listener)
      throws IOException {
    CaptureLog log = CaptureLog.create();
    ProcessBuilder builder = new ProcessBuilder(command);
    log.addTo(builder.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    if (!hasSound) {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    Capture capture;
    try {
      capture = new Capture(builder.start(), log, listener);
    } catch (IOException e) {
      log.delete();
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

  /** Ends it without a word, and leaves nothing behind, however soon this process ends. */
  void forget() {
    over.set(true);
    process.destroyForcibly();
    log.delete();
  }

  /** How long no picture has come. */
  long silentMillis() {
    return (System.nanoTime() - lastFrame) / 1_000_000;
  }

  void trimLog() {
    log.trim();
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
      String why = log.lastWords();
      log.delete();
      listener.ended(this, why);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}

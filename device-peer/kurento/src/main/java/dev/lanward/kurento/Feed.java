package dev.lanward.kurento;

import dev.lanward.media.CameraSource;
import dev.lanward.media.CaptureLog;
import dev.lanward.media.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a device's own camera to a media server on this machine, by RTP: a run of the program that
 * captures and encodes. Into the test picture the time is drawn on the way.
 */
final class Feed {
  private static final int FRAME_BYTES = TestClock.WIDTH * TestClock.HEIGHT * 3 / 2;

  private final List<Process> processes = new ArrayList<>();
  private final CaptureLog log;
  private final Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long lastBeat = System.nanoTime();

  /** Who hears of it, on threads of its own. */
  interface Listener {
    /** It sends. Comes once at most. */
    void live();

    /** It has ended by itself, and why, as the program says it. Comes once at most. */
    void ended(String why);
  }

  private Feed(CaptureLog log, Listener listener) {
    this.log = log;
    this.listener = listener;
  }

  /**
   * Starts one.
   *
   * @throws IOException when the program cannot be started
   */
  static Feed start(CameraSource camera, int videoPort, OptionalInt audioPort, Listener listener)
      throws IOException {
    Feed feed = new Feed(CaptureLog.create(), listener);
    try {
      Process sender = feed.run(camera.rtp(videoPort, audioPort), true);
      if (camera.isTest()) {
        Process pictures = feed.run(camera.testPictures(), false);
        thread("lanward-feed", () -> drawTime(pictures, sender));
      }
      thread("lanward-feed-beat", () -> feed.readBeats(sender));
      return feed;
    } catch (IOException e) {
      feed.stop();
      throw e;
    }
  }

  /** Ends it, without a word. */
  void stop() {
    boolean wasRunning = !over.getAndSet(true);
    processes.forEach(Process::destroyForcibly);
    if (wasRunning) {
      log.delete();
    }
  }

  private Process run(List<String> command, boolean isLogged) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    if (isLogged) {
      log.addTo(builder.environment());
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static void drawTime(Process pictures, Process sender) {
    try (InputStream from = pictures.getInputStream();
        OutputStream to = sender.getOutputStream()) {
      byte[] frame = new byte[FRAME_BYTES];
      while (from.readNBytes(frame, 0, FRAME_BYTES) == FRAME_BYTES) {
        TestClock.draw(frame, System.currentTimeMillis());
        to.write(frame);
        to.flush();
      }
    } catch (IOException e) {
      // The sender's end is told.
    }
    pictures.destroyForcibly();
    sender.destroyForcibly();
  }

  /** How long it has not been seen to send. */
  long silentMillis() {
    return (System.nanoTime() - lastBeat) / 1_000_000;
  }

  private void readBeats(Process sender) {
    byte[] beat = new byte[CameraSource.BEAT_BYTES];
    boolean isFirst = true;
    try (InputStream beats = sender.getInputStream()) {
      while (beats.readNBytes(beat, 0, beat.length) == beat.length) {
        lastBeat = System.nanoTime();
        if (isFirst && !over.get()) {
          listener.live();
        }
        isFirst = false;
        log.trim();
      }
    } catch (IOException e) {
      // Its end is told, with what its log says.
    }
    sender.destroyForcibly();
    ended();
  }

  private void ended() {
    if (over.compareAndSet(false, true)) {
      processes.forEach(Process::destroyForcibly);
      String why = log.lastWords();
      log.delete();
      listener.ended(why.isEmpty() ? "The camera has stopped." : why);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}

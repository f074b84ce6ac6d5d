package dev.lanward.kurentodouble;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A run of {@code ffmpeg} that turns a file or a stream into pictures and sound for an element's
 * sinks. Its threads end with it.
 */
final class Feed {
  static final int WIDTH = 1280;
  static final int HEIGHT = 720;
  static final int FRAME_BYTES = WIDTH * HEIGHT * 3 / 2;

  /** 10 ms. */
  static final int PIECE_BYTES = 960;

  /** Pictures are 1.4 MB each: half as many as a camera's do for a test. */
  private static final String FIT =
      "scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,fps=15,format=yuv420p";

  /** Who gets what comes; on the feed's threads. */
  interface Taker {
    void picture(byte[] i420);

    void sound(byte[] pcm);

    /** With the program's exit code; it hears nothing more. */
    void ended(int code);
  }

  private final Process process;
  private final Taker taker;

  private Feed(Process process, Taker taker) {
    this.process = process;
    this.taker = taker;
  }

  /**
   * Starts one.
   *
   * @param input ffmpeg's arguments for what it reads
   */
  static Feed start(World world, List<String> input, boolean hasSound, Taker taker)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet"));
    command.addAll(input);
    command.addAll(List.of("-map", "0:v:0", "-vf", FIT, "-f", "rawvideo", "pipe:1"));
    if (hasSound) {
      command.addAll(List.of("-map", "0:a:0", "-ac", "1", "-ar", "48000"));
      command.addAll(List.of("-f", "s16le", "-flush_packets", "1", "pipe:2"));
    }
    Feed feed = new Feed(new ProcessBuilder(world.command(command)).start(), taker);
    Thread sound = thread("double-sound", feed::readSound);
    thread("double-pictures", () -> feed.readPictures(sound));
    return feed;
  }

  /** It need not be waited for. */
  void stop() {
    process.destroyForcibly();
  }

  /** Holds it where it is, or lets it go on. */
  void pause(boolean isPaused) {
    try {
      String signal = isPaused ? "-STOP" : "-CONT";
      new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readPictures(Thread sound) {
    try (InputStream pictures = process.getInputStream()) {
      byte[] frame = pictures.readNBytes(FRAME_BYTES);
      while (frame.length == FRAME_BYTES) {
        taker.picture(frame);
        frame = pictures.readNBytes(FRAME_BYTES);
      }
      sound.join(1_000);
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      taker.ended(process.exitValue());
    } catch (IOException e) {
      taker.ended(-1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readSound() {
    try (InputStream sound = process.getErrorStream()) {
      byte[] piece = sound.readNBytes(PIECE_BYTES);
      while (piece.length == PIECE_BYTES) {
        taker.sound(piece);
        piece = sound.readNBytes(PIECE_BYTES);
      }
    } catch (IOException e) {
      // The pictures' thread says how it ended.
    }
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

package dev.lanward.media.engine;

import dev.onvoid.webrtc.media.video.I420Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that plays or records what it reads. What it does not take in time is left out: it
 * holds up nobody.
 */
final class Player {
  /** Half a second of sound in pieces of 10 ms; of pictures {@link #hasRoom} keeps fewer. */
  private static final int MAX_WAITING = 50;

  private static final int MAX_WAITING_PICTURES = 4;
  private static final byte[] END = new byte[0];

  private final Teller teller;
  private final List<String> command;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile boolean ending;

  private Player(Teller teller, List<String> command) {
    this.teller = teller;
    this.command = command;
  }

  static Player start(Teller teller, List<String> command) {
    Player player = new Player(teller, command);
    Thread thread = new Thread(player::feed, "lanward-player");
    thread.setDaemon(true);
    thread.start();
    return player;
  }

  /** {@code command} with what the sound is like. */
  static List<String> sound(List<String> command, int rate, int channels) {
    return command.stream()
        .map(word -> word.equals("RATE") ? String.valueOf(rate) : word)
        .map(word -> word.equals("CHANNELS") ? String.valueOf(channels) : word)
        .toList();
  }

  /** {@code command} with the size of the pictures, and its file numbered from the second on. */
  static List<String> pictures(List<String> command, int width, int height, int number) {
    return command.stream()
        .map(word -> word.equals("SIZE") ? width + "x" + height : word)
        .map(word -> number > 1 && word.startsWith("file:") ? numbered(word, number) : word)
        .toList();
  }

  /** The planes of {@code picture}, one after another. */
  static byte[] bytes(I420Buffer picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int halfWidth = (width + 1) / 2;
    int halfHeight = (height + 1) / 2;
    byte[] bytes = new byte[width * height + 2 * halfWidth * halfHeight];
    int at = copy(picture.getDataY(), picture.getStrideY(), width, height, bytes, 0);
    at = copy(picture.getDataU(), picture.getStrideU(), halfWidth, halfHeight, bytes, at);
    copy(picture.getDataV(), picture.getStrideV(), halfWidth, halfHeight, bytes, at);
    return bytes;
  }

  void write(byte[] bytes) {
    if (!ending) {
      waiting.offer(bytes);
    }
  }

  boolean hasRoom() {
    return waiting.size() < MAX_WAITING_PICTURES;
  }

  /** After what waits. */
  void end() {
    ending = true;
    if (!waiting.offer(END)) {
      waiting.clear();
      waiting.offer(END);
    }
  }

  private void feed() {
    @Nullable Process process = null;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream input = process.getOutputStream()) {
        for (byte[] bytes = waiting.take(); bytes.length > 0; bytes = waiting.take()) {
          input.write(bytes);
          input.flush();
        }
      }
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      teller.problem("what plays or records", e);
    } finally {
      ending = true;
      if (process != null) {
        process.destroy();
      }
    }
  }

  private static String numbered(String file, int number) {
    int dot = file.lastIndexOf('.');
    return dot < 0
        ? file + "-" + number
        : file.substring(0, dot) + "-" + number + file.substring(dot);
  }

  private static int copy(
      ByteBuffer from, int stride, int width, int height, byte[] to, int offset) {
    for (int row = 0; row < height; row++) {
      from.get(row * stride, to, offset + row * width, width);
    }
    return offset + width * height;
  }
}

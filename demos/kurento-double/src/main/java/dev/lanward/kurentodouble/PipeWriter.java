package dev.lanward.kurentodouble;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes to a program what it takes in time, and leaves out the rest: it holds up nobody. */
final class PipeWriter {
  private static final int MAX_WAITING = 4;
  private static final byte[] END = new byte[0];

  /** Where the bytes go. */
  private interface Target extends AutoCloseable {
    void write(byte[] bytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final BlockingQueue<byte[]> waiting;
  private final Target target;
  private final Thread thread;

  private PipeWriter(Target target, int most) {
    this.target = target;
    this.waiting = new ArrayBlockingQueue<>(most);
    this.thread = new Thread(this::run, "double-pipe");
    thread.setDaemon(true);
    thread.start();
  }

  /** To the standard input of a program. */
  static PipeWriter to(OutputStream input) {
    return new PipeWriter(
        new Target() {
          @Override
          public void write(byte[] bytes) throws IOException {
            input.write(bytes);
            input.flush();
          }

          @Override
          public void close() throws IOException {
            input.close();
          }
        },
        MAX_WAITING);
  }

  /**
   * To a named pipe, which is made. Programs may read it one after another: it is open for reading
   * here as well, so that none of them is waited for.
   *
   * @param most how much waits at most
   */
  static PipeWriter toNamedPipe(Path pipe, int most) throws IOException {
    try {
      new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FileChannel channel = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new PipeWriter(
        new Target() {
          @Override
          public void write(byte[] bytes) throws IOException {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
              channel.write(rest);
            }
          }

          @Override
          public void close() throws IOException {
            channel.close();
          }
        },
        most);
  }

  void offer(byte[] bytes) {
    waiting.offer(bytes);
  }

  /** After what waits. */
  void end() {
    if (!waiting.offer(END)) {
      waiting.clear();
      waiting.offer(END);
    }
  }

  /** At once, in the middle of a write as well. */
  void cut() {
    thread.interrupt();
  }

  private void run() {
    try (Target to = target) {
      for (byte[] bytes = waiting.take(); bytes.length > 0; bytes = waiting.take()) {
        to.write(bytes);
      }
    } catch (IOException | InterruptedException e) {
      waiting.clear();
    }
  }
}

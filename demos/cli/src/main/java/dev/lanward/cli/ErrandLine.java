package dev.lanward.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lines of UTF-8 between two processes of one state directory. One thread may read, another write.
 */
final class ErrandLine implements AutoCloseable {
  /** In the state directory, which only its owner can enter. */
  static final String SOCKET = "send.sock";

  private final SocketChannel channel;
  private final ByteBuffer unread = ByteBuffer.allocate(8_192).limit(0);

  ErrandLine(SocketChannel channel) {
    this.channel = channel;
  }

  /** To the process that has the door; empty where none listens. */
  static Optional<ErrandLine> to(Path state) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(state.resolve(SOCKET)));
      return Optional.of(new ErrandLine(channel));
    } catch (IOException e) {
      channel.close(); // No such file, nobody there, or a path too long for a socket.
      return Optional.empty();
    }
  }

  /**
   * The next line, without its end.
   *
   * @return empty at the end
   * @throws IOException also when it is longer than {@link Errand#MAX_LINE_BYTES}
   */
  Optional<String> read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (!unread.hasRemaining()) {
        unread.clear();
        int count = channel.read(unread);
        unread.flip();
        if (count < 0) {
          return Optional.empty();
        }
      }
      while (unread.hasRemaining()) {
        byte next = unread.get();
        if (next == '\n') {
          return Optional.of(line.toString(StandardCharsets.UTF_8));
        }
        if (line.size() == Errand.MAX_LINE_BYTES) {
          throw new IOException("a line of more than " + Errand.MAX_LINE_BYTES + " bytes");
        }
        line.write(next);
      }
    }
  }

  void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** What is written to it goes out; not by {@code Channels}, whose streams lock out the reader. */
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
          channel.write(left);
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

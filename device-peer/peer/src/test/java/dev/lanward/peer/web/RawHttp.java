package dev.lanward.peer.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends what no HTTP library would. */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Socket socket;

  RawHttp(PageServer server) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** What comes back for a path that is sent exactly as it stands. */
  static String get(PageServer server, String path) throws IOException {
    try (RawHttp client = new RawHttp(server)) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: device\r\nConnection: close\r\n\r\n");
      return client.untilClosed();
    }
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads until {@code mark} has come. */
  void until(String mark) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(mark)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after " + read);
      }
      read.append((char) next);
    }
  }

  /** All that comes until the server closes; throws when it does not within five seconds. */
  String untilClosed() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

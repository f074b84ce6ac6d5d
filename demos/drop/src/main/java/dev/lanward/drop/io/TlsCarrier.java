package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.DropWriter;
import dev.lanward.peer.TlsConnection;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TLS connection beside the session (docs/drop.md section 10): each message in a frame of one
 * byte for its kind, four for its length, and itself. What comes is read on a thread of its own, no
 * faster than it is taken, and TCP stops the peer.
 */
final class TlsCarrier implements Carrier {
  /** What both sides say that they are about to speak (ALPN). */
  static final String PROTOCOL = "lanward-drop/1";

  static final int TEXT = 1;
  static final int CHUNK = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TlsCarrier.class);

  /** Several chunks, so that the records of TLS are full and calls of the system are few. */
  private static final int OUTPUT_BYTES = 1 << 18;

  private static final int INPUT_BYTES = 1 << 16;

  /** For how long what the peer still sends is read, so that it hears our last word. */
  private static final long CLOSING_MILLIS = 3_000;

  private final TlsConnection connection;
  private final DataOutputStream out;

  TlsCarrier(TlsConnection connection) {
    this.connection = connection;
    this.out = new DataOutputStream(new BufferedOutputStream(connection.output(), OUTPUT_BYTES));
  }

  /** On which {@code token} is the first that the receiver gets. */
  static TlsCarrier ofSender(TlsConnection connection, Bytes token) throws IOException {
    TlsCarrier carrier = new TlsCarrier(connection);
    token.writeTo(carrier.out);
    carrier.out.flush();
    return carrier;
  }

  @Override
  public void open(Inbox inbox, Runnable ended) {
    Runnable work =
        () -> {
          read(inbox);
          ended.run();
        };
    Thread reader = new Thread(work, Thread.currentThread().getName() + "-tls");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public boolean send(DropMessage message) {
    try {
      if (message instanceof DropMessage.Chunk chunk) {
        Bytes header = DropWriter.header(chunk);
        out.writeByte(CHUNK);
        out.writeInt(header.length() + chunk.data().length());
        header.writeTo(out);
        chunk.data().writeTo(out);
      } else {
        byte[] text = DropWriter.text(message).getBytes(StandardCharsets.UTF_8);
        out.writeByte(TEXT);
        out.writeInt(text.length);
        out.write(text);
      }
      return true;
    } catch (IOException e) {
      return broken(e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      broken(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.finish();
    } catch (IOException e) {
      broken(e);
    }
    CompletableFuture.delayedExecutor(CLOSING_MILLIS, TimeUnit.MILLISECONDS)
        .execute(connection::close);
  }

  private void read(Inbox inbox) {
    try {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(connection.input(), INPUT_BYTES));
      int kind = in.read();
      while (kind >= 0 && take(kind, in.readInt(), in, inbox)) {
        kind = in.read();
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      broken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  /** Takes what is in a frame; false when it is none of the protocol's. */
  private static boolean take(int kind, int length, DataInputStream in, Inbox inbox)
      throws IOException, InterruptedException {
    int dataBytes = length - DropProtocol.CHUNK_HEADER_BYTES;
    if (kind == CHUNK && dataBytes > 0 && dataBytes <= DropProtocol.CHUNK_BYTES) {
      Bytes header = Bytes.readFrom(in, DropProtocol.CHUNK_HEADER_BYTES);
      Bytes data = Bytes.readFrom(in, dataBytes);
      inbox.put(core -> core.handleChunk(header, data));
    } else if (kind == TEXT && length > 0 && length <= DropProtocol.MAX_TEXT_BYTES) {
      String text = new String(Bytes.readFrom(in, length).toArray(), StandardCharsets.UTF_8);
      inbox.put(core -> core.handleText(text));
    } else {
      inbox.put(
          core ->
              core.fail(
                  new DropException(
                      "malformed", "The other side broke the drop protocol: no such frame.")));
      return false;
    }
    return true;
  }

  private boolean broken(IOException why) {
    LOG.debug("a TLS connection ended", why);
    connection.close();
    return false;
  }
}

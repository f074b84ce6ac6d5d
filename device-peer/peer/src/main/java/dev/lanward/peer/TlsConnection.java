package dev.lanward.peer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * A connection with the peer of a {@link Session}, made by its {@link SessionTls}. One thread may
 * read while another writes; the rest any thread may do.
 */
public final class TlsConnection implements Closeable {
  private final Socket below;
  private final InputStream in;
  private final OutputStream out;

  TlsConnection(Socket below, SSLSocket secured) throws IOException {
    this.below = below;
    this.in = secured.getInputStream();
    this.out = secured.getOutputStream();
  }

  /** What the peer sends. Ends when it has finished; fails when this is closed. */
  public InputStream input() {
    return in;
  }

  /**
   * What the peer gets: each call is at least one record of up to 16,384 bytes and one packet, so
   * write much at a time. Blocks while the peer takes nothing.
   */
  public OutputStream output() {
    return out;
  }

  /**
   * Nothing more is sent, and what was written before still arrives. Does not block. Whoever writes
   * meanwhile fails. There is no closing alert: as everybody on the way can end a connection, the
   * two sides must have said before, in their own words, that all is said.
   */
  public void finish() throws IOException {
    if (!below.isClosed() && !below.isOutputShutdown()) {
      below.shutdownOutput();
    }
  }

  /** Ends it now, in both directions. Does not block; whoever reads or writes meanwhile fails. */
  @Override
  public void close() {
    try {
      below.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }
}

package dev.lanward.peer.dtls;

import java.nio.ByteBuffer;

/**
 * Hears what becomes of a {@link DtlsEndpoint}. Every call comes on the loop thread. After {@link
 * #failed} or {@link #closed}, or once the endpoint was closed from this side, nothing more comes.
 */
public interface DtlsListener {

  /** The handshake is over and the peer proved the pinned certificate: {@code send} works now. */
  void connected();

  /**
   * One record of application data.
   *
   * @param plain valid during this call only; copy what must live longer
   */
  void applicationData(ByteBuffer plain);

  /** The handshake failed. */
  void failed(DtlsFailure failure);

  /** The connection, once open, is over. */
  void closed(DtlsClose reason);
}

package dev.lanward.datachannel;

/**
 * What is held of the peer's data, from its arrival until the application took it, against {@link
 * Limits#receiveWindowBytes}. Every fragment or message costs an overhead besides its payload, so
 * that memory is what is counted.
 */
final class ReceiveWindow {
  /** Objects around a fragment's or message's payload, about. */
  static final int OVERHEAD_BYTES = 64;

  /** Payload of the fragments of a large message in packets of the least size, about. */
  private static final int LEAST_FRAGMENT_BYTES = 128;

  private final int limit;
  private final long hardLimit;
  private long held;
  private long heldForApplication;
  private long advertised;

  ReceiveWindow(Limits limits) {
    limit = limits.receiveWindowBytes();
    hardLimit = mostHeldBytes(limits);
    advertised = limit;
  }

  /**
   * What is held at most. Beyond the window only what closes gaps is taken: it frees memory in the
   * end. The largest message must always find room, in fragments as small as small packets make.
   */
  static long mostHeldBytes(Limits limits) {
    long message = limits.maxMessageBytes();
    return 2L * limits.receiveWindowBytes()
        + message
        + OVERHEAD_BYTES * (message / LEAST_FRAGMENT_BYTES);
  }

  /** Whether {@code bytes} fit the window. */
  boolean hasRoomFor(int bytes) {
    return held + bytes + OVERHEAD_BYTES <= limit;
  }

  /** Whether {@code bytes} fit when they close a gap. */
  boolean hasReserveFor(int bytes) {
    return held + bytes + OVERHEAD_BYTES <= hardLimit;
  }

  void charge(long bytes) {
    held += bytes;
  }

  void release(long bytes) {
    held -= bytes;
  }

  void chargeToApplication(long bytes) {
    held += bytes;
    heldForApplication += bytes;
  }

  /** The application took {@code bytes}. */
  void releaseFromApplication(long bytes) {
    held -= bytes;
    heldForApplication -= bytes;
  }

  /** Whether there is so much more room than the peer knows of that it should be told. */
  boolean isUpdateDue() {
    return advertised < limit / 2 && available() - advertised >= limit / 4;
  }

  /** Whether all that is held waits for more of the peer's, none for the application. */
  boolean isHeldByPeerAlone() {
    return heldForApplication == 0;
  }

  /** The most that can ever be held, in fragments and messages. */
  int mostPieces() {
    return (int) (hardLimit / (OVERHEAD_BYTES + 1));
  }

  long available() {
    return Math.max(0, limit - held);
  }

  /** The window for a SACK. */
  long advertise() {
    advertised = available();
    return advertised;
  }

  long heldBytes() {
    return held;
  }

  /** For {@link Association#describe}. */
  String describe() {
    return "holds "
        + held
        + " bytes, "
        + heldForApplication
        + " of them for the application, advertised "
        + advertised;
  }
}

package dev.lanward.peer.io;

import dev.lanward.datachannel.Limits;

/**
 * What a measurement has otherwise than it is, one thing at a time, to find out what it is worth:
 * {@code ./lanward bench transfer --only tried}. System properties whose names begin with {@code
 * lanward.trial.}, read once; nothing else sets them, and they may be gone in another version.
 *
 * <ul>
 *   <li>{@code receiveBufferBytes}: what the kernel is asked for; it may give less
 *   <li>{@code gso}, {@code gro}: {@code false} has each datagram cross the kernel alone, on its
 *       way out or in
 *   <li>{@code packetsPerSack}, {@code maxBurstPackets}, {@code receiveWindowBytes}: of {@link
 *       Limits}
 * </ul>
 */
public final class Trials {
  private static final String PREFIX = "lanward.trial.";

  /** Of each socket. */
  static final int RECEIVE_BUFFER_BYTES =
      number("receiveBufferBytes", UdpSocket.WANTED_BUFFER_BYTES);

  /** Whether what is sent in a turn crosses the kernel as one. */
  static final boolean GSO = isOn("gso");

  /** Whether what has come in a burst does. */
  static final boolean GRO = isOn("gro");

  private Trials() {}

  /** {@code usual}, but for what is tried. */
  public static Limits of(Limits usual) {
    return usual
        .withPacketsPerSack(number("packetsPerSack", usual.packetsPerSack()))
        .withMaxBurstPackets(number("maxBurstPackets", usual.maxBurstPackets()))
        .withBuffers(
            number("receiveWindowBytes", usual.receiveWindowBytes()), usual.sendBufferBytes());
  }

  private static int number(String name, int usual) {
    return Integer.getInteger(PREFIX + name, usual);
  }

  private static boolean isOn(String name) {
    return !"false".equals(System.getProperty(PREFIX + name));
  }
}

package dev.lanward.datachannel;

import static dev.lanward.datachannel.BrokenInvariant.require;

import dev.lanward.core.Tick;
import java.util.Optional;

/** What is true of an association at any time, whatever the network did to it. */
final class SimulatedInvariants {
  /** How often the memory is walked through, in steps: that costs much. */
  private static final int WALK_EVERY = 1 << 14;

  private final SimulatedPeer peer;
  private final long mostHeld;
  private final long mostRetained;
  private int sinceWalk;

  SimulatedInvariants(SimulatedPeer peer) {
    this.peer = peer;
    Limits limits = peer.limits;
    mostHeld = ReceiveWindow.mostHeldBytes(limits);
    // Payloads with their objects, the rings by TSN, and the numbers of the streams.
    mostRetained =
        3L * limits.sendBufferBytes()
            + 3 * mostHeld
            + 512L * limits.maxTsnSpan()
            + 8_192L * limits.maxChannels()
            + (1 << 20);
  }

  /**
   * After everything that was due at {@code now} was done.
   *
   * @param woken whether its timers were, too: then none is due
   */
  void check(long now, boolean woken, int packetsIn, int packetsOut) {
    Association association = peer.association;
    Limits limits = peer.limits;
    long held = association.heldBytes();
    require(held >= 0 && held <= mostHeld, "holds %d bytes, may hold %d", held, mostHeld);
    long free = association.sendBufferFree();
    require(free >= 0 && free < limits.sendBufferBytes(), "send buffer has %d free", free);
    require(
        association.channelCount() <= limits.maxChannels(),
        "%d channels, may be %d",
        association.channelCount(),
        limits.maxChannels());
    require(
        packetsOut <= 4 * packetsIn + 4 * limits.maxBurstPackets() + 64,
        "%d packets sent at once, %d came in",
        packetsOut,
        packetsIn);
    Optional<Tick> timeout = association.nextTimeout();
    require(
        !woken || timeout.isEmpty() || timeout.get().nanos() - now > 0,
        "was woken, and wants to be woken before that again");
    require(!association.isClosed() || timeout.isEmpty(), "is closed, and has a timer");
    if (++sinceWalk >= WALK_EVERY) {
      sinceWalk = 0;
      checkRetained(mostRetained);
    }
  }

  void checkRetained(long most) {
    long retained = RetainedSize.of(peer.association);
    require(retained <= most, "retains %d bytes, may %d", retained, most);
  }
}

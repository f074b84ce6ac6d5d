package dev.lanward.datachannel;

import static dev.lanward.datachannel.BrokenInvariant.require;

import java.util.List;

/** Whether everything in a {@link SimulatedWorld} has come right. */
final class SimulatedSettlement {
  private final SimulatedPeer[] peers;
  private final List<SimulatedChannel> channels;
  private int nextToSettle;

  SimulatedSettlement(SimulatedPeer[] peers, List<SimulatedChannel> channels) {
    this.peers = peers;
    this.channels = channels;
  }

  /** Whether neither end is over. */
  boolean contact() {
    return !peers[0].association.isClosed() && !peers[1].association.isClosed();
  }

  /** Whether all that is owed has arrived, and nothing is held any more. */
  boolean isSettled() {
    if (!contact()) {
      return true;
    }
    for (SimulatedPeer peer : peers) {
      boolean idle =
          peer.association.sendBufferFree() == peer.limits.sendBufferBytes() - 64
              && peer.association.heldBytes() == 0
              && peer.association.isConnected();
      if (!idle) {
        return false;
      }
    }
    // Where the last look ended the next one begins: it is asked at every step.
    for (int i = 0; i < channels.size(); i++, nextToSettle++) {
      if (!isSettled(channels.get(nextToSettle % channels.size()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isSettled(SimulatedChannel channel) {
    boolean refused = channel.isRefused() && peers[1 - channel.opener].wasCrowded;
    boolean closing = channel.isClosingAt(0) || channel.isClosingAt(1);
    boolean consistent =
        closing
            ? channel.isClosedAt(0) && channel.isClosedAt(1)
            : channel.mayReceive(0) && channel.mayReceive(1);
    return refused || (consistent && channel.from(0).isSettled() && channel.from(1).isSettled());
  }

  /** That it has, and that what is missing was given up. */
  void checkSettled() {
    int[] lost = new int[2];
    for (SimulatedChannel channel : channels) {
      require(
          isSettled(channel),
          "not settled in time: %s, %s, %s",
          channel,
          channel.from(0),
          channel.from(1));
      if (!channel.isRefused()) {
        lost[0] += channel.from(0).lost();
        lost[1] += channel.from(1).lost();
      }
    }
    require(isSettled(), "not settled in time");
    for (SimulatedPeer peer : peers) {
      long abandoned = peer.association.counters().messagesAbandoned();
      require(
          lost[peer.index] <= abandoned,
          "%d messages lost, of which %d were given up",
          lost[peer.index],
          abandoned);
    }
  }

  /** That an orderly end left nothing behind. */
  void checkDelivered(SimulatedChannel channel) {
    boolean refused = channel.isRefused() || peers[0].wasCrowded || peers[1].wasCrowded;
    for (int i = 0; i < 2; i++) {
      require(
          refused || channel.from(i).isSettled(), "shut down in order, though %s", channel.from(i));
    }
  }
}

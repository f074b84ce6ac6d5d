package dev.lanward.datachannel;

/** A channel from its opening to its end; its stream id may have another afterwards. */
final class SimulatedChannel {
  final int number;
  final ChannelOptions options;
  final int streamId;

  /** Which peer opened it; -1 when it is negotiated. */
  final int opener;

  /** How large its messages tend to be. */
  final int habitBytes;

  private final SimulatedLedger[] from = new SimulatedLedger[2];
  private final boolean[] open = new boolean[2];
  private final boolean[] known = new boolean[2];
  private final boolean[] closing = new boolean[2];
  private final boolean[] closed = new boolean[2];

  SimulatedChannel(int number, ChannelOptions options, int streamId, int opener, int habitBytes) {
    this.number = number;
    this.options = options;
    this.streamId = streamId;
    this.opener = opener;
    this.habitBytes = habitBytes;
    for (int peer = 0; peer < 2; peer++) {
      String name = "channel " + number + " on stream " + streamId + " from peer " + peer;
      from[peer] = new SimulatedLedger(name, 2 * number + peer, options);
      known[peer] = opener < 0 || opener == peer;
    }
  }

  /** What {@code peer} sends. */
  SimulatedLedger from(int peer) {
    return from[peer];
  }

  /** {@code peer} was told of it. */
  void announcedTo(int peer) {
    BrokenInvariant.require(!known[peer], "%s was announced twice to peer %d", this, peer);
    known[peer] = true;
  }

  /** {@code peer} was told that the other side knows of it. */
  void openAt(int peer) {
    BrokenInvariant.require(
        (opener == peer || opener < 0) && !open[peer], "%s opened twice at peer %d", this, peer);
    open[peer] = true;
  }

  boolean mayReceive(int peer) {
    return (opener == peer || opener < 0 ? open[peer] : known[peer]) && !closed[peer];
  }

  /** The application of {@code peer} closes it: what is on its way there is not owed any more. */
  void closeBy(int peer) {
    closing[peer] = true;
    from[1 - peer].owed = false;
  }

  /** {@code peer} was told that it is closed. */
  void closedAt(int peer) {
    BrokenInvariant.require(!closed[peer], "%s closed twice at peer %d", this, peer);
    closed[peer] = true;
    BrokenInvariant.require(
        from[1 - peer].isSettled(), "closed at peer %d though %s", peer, from[1 - peer]);
    BrokenInvariant.require(
        closing[0] || closing[1] || isRefused(), "%s closed, and nobody closed it", this);
  }

  /** Whether it never became a channel at the other side, which had too many. */
  boolean isRefused() {
    return opener >= 0 && closed[opener] && !known[1 - opener];
  }

  boolean isClosingAt(int peer) {
    return closing[peer] || closed[peer];
  }

  boolean isClosedAt(int peer) {
    return closed[peer];
  }

  boolean isKnownTo(int peer) {
    return known[peer];
  }

  @Override
  public String toString() {
    return "channel " + number + " on stream " + streamId + " " + options;
  }
}

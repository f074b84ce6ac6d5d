package dev.lanward.datachannel;

import static dev.lanward.datachannel.BrokenInvariant.require;

import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One end in the simulator: an association, the application above it as its books have it, and a
 * check of each event against them.
 */
final class SimulatedPeer implements Event.Handler {
  /** A message polled from a channel with manual consumption. */
  private record Unconsumed(SimulatedChannel channel, int bytes) {}

  final int index;
  final Limits limits;
  final Association association;

  /** Whether events wait unpolled: an application that is busy elsewhere. */
  boolean isDeaf;

  /** Whether a channel may have been refused here, because there were too many. */
  boolean wasCrowded;

  /** Channels told of since the last time it was asked, which may be answered. */
  final List<SimulatedChannel> arrivals = new ArrayList<>();

  Event.@Nullable Closed end;
  long messages;

  private final List<SimulatedChannel> allChannels;
  private final SimulatedPayloads payloads = new SimulatedPayloads();
  private final Map<Integer, ArrayDeque<SimulatedChannel>> byStream = new HashMap<>();
  private final List<SimulatedChannel> usable = new ArrayList<>();
  private final ArrayDeque<Unconsumed> unconsumed = new ArrayDeque<>();
  private final Set<SimulatedChannel> manual = new HashSet<>();
  private final Map<SimulatedChannel, Integer> untilWrap = new HashMap<>();
  private boolean connected;
  private long now;

  /** How many channels' numbers have wrapped on their way here. */
  int wraps;

  /** Whose receiver may be told with which number the first message of a channel comes. */
  @Nullable SimulatedPeer wrapsNumbersAt;

  /**
   * @param allChannels the books of both ends
   */
  SimulatedPeer(
      int index, Limits limits, Association association, List<SimulatedChannel> allChannels) {
    this.index = index;
    this.limits = limits;
    this.association = association;
    this.allChannels = allChannels;
  }

  /** Lets what is new be left out at times, as by peers that do not know it. */
  void draw(SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      association.declineInterleaving();
    }
    if (random.nextInt(3) == 0) {
      association.declineZeroChecksum();
    }
  }

  void at(long nanos) {
    now = nanos;
  }

  Tick tick() {
    return new Tick(now);
  }

  // --- What the application does ----------------------------------------------------------------

  /** Opens a channel, if there is room for one. */
  Optional<SimulatedChannel> open(ChannelOptions options, int habitBytes) {
    int number = allChannels.size();
    ChannelOptions labelled = labelled(options, number);
    try {
      int id = association.openChannel(tick(), labelled);
      int opener = labelled.negotiatedId().isPresent() ? -1 : index;
      SimulatedChannel channel = new SimulatedChannel(number, labelled, id, opener, habitBytes);
      allChannels.add(channel);
      join(channel);
      numberFromTheEnd(channel, 1 + number % 40);
      return Optional.of(channel);
    } catch (SendBufferFullException e) {
      return Optional.empty();
    } catch (IllegalStateException e) {
      boolean full = association.channelCount() >= limits.maxChannels();
      if (!full && !association.isClosed()) {
        throw new BrokenInvariant("openChannel failed though there is room", e);
      }
      return Optional.empty();
    }
  }

  /** Lets the numbers of a new channel's messages begin {@code before} before they wrap. */
  private void numberFromTheEnd(SimulatedChannel channel, int before) {
    SimulatedPeer other = wrapsNumbersAt;
    int id = channel.streamId;
    if (other != null && other.association.expectMessagesFrom(id, -before)) {
      association.numberMessagesFrom(id, -before);
      if (channel.options.ordered()) {
        other.untilWrap.put(channel, before); // DATA_CHANNEL_OPEN is the first.
      }
    }
  }

  /** Opens its half of a negotiated channel. */
  void openToo(SimulatedChannel channel) {
    association.openChannel(tick(), channel.options);
    join(channel);
  }

  private static ChannelOptions labelled(ChannelOptions options, int number) {
    return new ChannelOptions(
        number + " " + options.label(),
        options.protocol(),
        options.ordered(),
        options.maxRetransmits(),
        options.maxPacketLifeTime(),
        options.negotiatedId(),
        options.priority());
  }

  private void join(SimulatedChannel channel) {
    byStream.computeIfAbsent(channel.streamId, id -> new ArrayDeque<>()).add(channel);
    usable.add(channel);
  }

  /** Sends a message; whether it was taken. */
  boolean send(SimulatedChannel channel, int length) {
    if (channel.isClosingAt(index) || !association.isUsable(channel.streamId)) {
      return false;
    }
    SimulatedLedger ledger = channel.from(index);
    ByteBuffer payload = ledger.make(payloads, length);
    boolean hasRoom = length <= association.sendBufferFree();
    try {
      association.send(tick(), channel.streamId, ledger.nextKind(), payload);
    } catch (SendBufferFullException e) {
      require(!hasRoom, "no room for %d bytes though there was", length);
      return false;
    }
    require(hasRoom, "room for %d bytes though there was none", length);
    ledger.sent(payload);
    return true;
  }

  void close(SimulatedChannel channel) {
    if (!channel.isClosingAt(index) && association.isUsable(channel.streamId)) {
      association.closeChannel(tick(), channel.streamId);
      channel.closeBy(index);
    }
  }

  void consumeByHand(SimulatedChannel channel) {
    if (!channel.isClosingAt(index) && association.isUsable(channel.streamId)) {
      association.setManualConsumption(channel.streamId, true);
      manual.add(channel);
    }
  }

  /** Is done with up to {@code count} messages. */
  void consume(int count) {
    for (int i = 0; i < count && !unconsumed.isEmpty(); i++) {
      Unconsumed message = unconsumed.remove();
      if (!message.channel.isClosedAt(index)) {
        association.consumed(tick(), message.channel.streamId, message.bytes);
      }
    }
  }

  /** Channels that were open the last time events were polled. */
  List<SimulatedChannel> usable() {
    return usable;
  }

  boolean hasUnconsumed() {
    return !unconsumed.isEmpty();
  }

  // --- What it is told --------------------------------------------------------------------------

  /** Polls all events; whether there were any. */
  boolean pollEvents() {
    boolean any = false;
    Optional<Event> event;
    while (!isDeaf && (event = association.pollEvent()).isPresent()) {
      require(end == null, "an event after the last: %s", event.get());
      event.get().dispatch(this);
      any = true;
    }
    return any;
  }

  private SimulatedChannel on(int streamId, Event event) {
    ArrayDeque<SimulatedChannel> channels = byStream.get(streamId);
    require(
        channels != null && !channels.isEmpty(), "there is no channel on the stream of %s", event);
    return channels.element();
  }

  @Override
  public void connected(Event.Connected event) {
    require(!connected, "connected twice");
    connected = true;
  }

  @Override
  public void channelOpened(Event.ChannelOpened event) {
    ChannelInfo told = event.channel();
    int number = Integer.parseInt(told.options().label().split(" ", 2)[0]);
    SimulatedChannel channel = allChannels.get(number);
    require(
        channel.options.equals(told.options()) && channel.streamId == told.id(),
        "%s is announced, was opened as %s",
        told,
        channel);
    channel.announcedTo(index);
    join(channel);
    arrivals.add(channel);
  }

  @Override
  public void channelOpen(Event.ChannelOpen event) {
    on(event.streamId(), event).openAt(index);
  }

  @Override
  public void messageReceived(Event.MessageReceived event) {
    SimulatedChannel channel = on(event.streamId(), event);
    require(channel.mayReceive(index), "a message before %s is open", channel);
    channel.from(1 - index).received(event.kind(), event.payload());
    messages++;
    Integer left = untilWrap.computeIfPresent(channel, (c, n) -> n == 1 ? null : n - 1);
    wraps += left != null && left == 1 ? 1 : 0;
    if (manual.contains(channel)) {
      unconsumed.add(new Unconsumed(channel, event.payload().length()));
    }
  }

  @Override
  public void bufferedAmountLow(Event.BufferedAmountLow event) {
    // DATA may ride with COOKIE ECHO, before the association is up.
    require(association.bufferedAmount(event.streamId()) >= 0, "less than nothing is buffered");
  }

  @Override
  public void channelClosed(Event.ChannelClosed event) {
    SimulatedChannel channel = on(event.streamId(), event);
    channel.closedAt(index);
    byStream.get(event.streamId()).remove();
    usable.remove(channel);
    manual.remove(channel);
  }

  @Override
  public void closed(Event.Closed event) {
    end = event;
  }

  @Override
  public void peerViolation(Event.PeerViolation event) {
    // One packet may open a channel too many and close others: only the association saw it crowded.
    wasCrowded |= event.rule().startsWith("DATA_CHANNEL_OPEN beyond");
    // Refused channels are told of at both ends: of their announcement here, of messages on them.
    require(wasCrowded, "the peer is said to have broken a rule: %s", event.rule());
  }

  boolean wasConnected() {
    return connected;
  }

  Optional<CloseReason> endReason() {
    return Optional.ofNullable(end).map(Event.Closed::reason);
  }

  @Override
  public String toString() {
    return "peer "
        + index
        + (end == null ? "" : " " + end)
        + ", free to send "
        + association.sendBufferFree()
        + ", held "
        + association.heldBytes()
        + ", channels "
        + association.channelCount()
        + ", "
        + association.counters()
        + ", "
        + limits;
  }
}

package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of channels, and the protocol that opens and closes them (RFC 8831, RFC 8832). */
final class DataChannels implements StreamResets.Listener {
  private static final byte[] ACK = {DcepOpen.ACK};

  private final Context context;
  private final Role role;
  private final SendQueue queue;
  private final ReceiveWindow window;
  private final Map<Integer, Channel> channels = new HashMap<>(4);
  private final List<Channel> flushing = new ArrayList<>(2);

  /** Ids whose streams could not be reset: they cannot be used again. */
  private final BitSet burned = new BitSet();

  /**
   * Ids whose closing was not polled yet, and how often. Whoever opens a channel meanwhile would
   * take the event for the new one's.
   */
  private final Map<Integer, Integer> untold = new HashMap<>(4);

  private boolean connected;
  private boolean peerResets = true;
  private int peerStreams = ChannelOptions.HIGHEST_ID + 1;
  private @Nullable StreamResets resets;

  DataChannels(Context context, Role role, SendQueue queue, ReceiveWindow window) {
    this.context = context;
    this.role = role;
    this.queue = queue;
    this.window = window;
  }

  // --- Commands ---------------------------------------------------------------------------------

  int open(ChannelOptions options) {
    if (channels.size() >= context.limits.maxChannels()) {
      throw new IllegalStateException(
          "no more than " + context.limits.maxChannels() + " channels at a time");
    }
    int id = options.negotiatedId().isPresent() ? options.negotiatedId().getAsInt() : freeId();
    if (isTaken(id)) {
      throw new IllegalStateException("stream " + id + " is in use");
    }
    if (id >= peerStreams) {
      throw new IllegalStateException("stream " + id + ": the peer takes " + peerStreams);
    }
    Channel channel = new Channel(id, options);
    channels.put(id, channel);
    if (!channel.negotiated) {
      addDcep(channel, new DcepOpen(options).write());
    } else if (connected) {
      opened(channel);
    }
    return id;
  }

  /** One whose reset the peer may ask for anew is taken only when no other is left. */
  private int freeId() {
    int last = -1;
    for (int id = role.firstStreamId(); id < peerStreams; id += 2) {
      if (!isTaken(id)) {
        if (resets == null || !resets.mayBeAskedAnew(id)) {
          return id;
        }
        last = id;
      }
    }
    if (last < 0) {
      throw new IllegalStateException("no stream id is left");
    }
    return last;
  }

  private boolean isTaken(int id) {
    return channels.containsKey(id) || burned.get(id) || untold.containsKey(id);
  }

  void send(Channel channel, MessageKind kind, byte[] data) {
    boolean empty = data.length == 0;
    long expiresAt = channel.lifetime < 0 ? 0 : context.now + channel.lifetime;
    queue.add(
        new OutgoingMessage(
            channel.stream,
            empty ? new byte[1] : data,
            kind.ppid(empty),
            channel.ordered || !channel.confirmed,
            channel.maxRetransmits,
            channel.lifetime >= 0,
            expiresAt,
            !empty));
  }

  private void addDcep(Channel channel, byte[] message) {
    queue.add(
        new OutgoingMessage(
            channel.stream,
            message,
            SctpProtocol.PPID_DCEP,
            true,
            OutgoingMessage.WITHOUT_END,
            false,
            0,
            false));
  }

  /** Begins to close: what was sent before still goes out, then the stream is reset. */
  void close(Channel channel) {
    if (channel.state != Channel.State.CLOSING) {
      channel.state = Channel.State.CLOSING;
      flushing.add(channel);
    }
  }

  /** Asks for resets of streams that have nothing more to send. */
  void requestResets() {
    StreamResets to = resets;
    if (flushing.isEmpty() || to == null || !connected) {
      return;
    }
    List<Channel> flushed =
        flushing.stream().filter(channel -> SendQueue.isFlushed(channel.stream)).toList();
    for (Channel channel : flushed) {
      flushing.remove(channel);
      if (peerResets) {
        channel.resetWanted = true;
        to.want(channel.stream);
      } else {
        outgoingReset(channel.id(), false);
      }
    }
  }

  // --- What the association tells ---------------------------------------------------------------

  /**
   * The peer takes {@code count} streams: closes channels beyond them, of which nothing was sent.
   */
  void limitStreams(int count) {
    peerStreams = Math.min(peerStreams, count);
    for (Channel channel : List.copyOf(channels.values())) {
      if (channel.id() >= peerStreams) {
        queue.discard(channel.stream);
        channel.outgoingReset = true;
        channel.incomingReset = true;
        removeIfClosed(channel);
      }
    }
  }

  void connected(StreamResets resets, boolean peerResets) {
    this.resets = resets;
    this.peerResets = peerResets;
    connected = true;
    for (Channel channel : List.copyOf(channels.values())) {
      if (channel.negotiated && channel.state == Channel.State.OPENING) {
        opened(channel);
      }
    }
  }

  @Override
  public void outgoingReset(int streamId, boolean done) {
    Channel channel = channels.get(streamId);
    if (channel == null) {
      return;
    }
    channel.outgoingReset = true;
    if (done) {
      channel.stream.nextSsn = 0;
      channel.stream.nextUnorderedMid = 0;
    } else {
      // The peer will not reset either, or has lost track: the stream stays unused from here on.
      burned.set(streamId);
      channel.incomingReset = true;
    }
    removeIfClosed(channel);
  }

  @Override
  public void incomingReset(char[] streams) {
    if (streams.length == 0) {
      List.copyOf(channels.values()).forEach(this::incomingReset);
    }
    for (char streamId : streams) {
      Channel channel = channels.get((int) streamId);
      if (channel != null) {
        incomingReset(channel);
      }
    }
  }

  private void incomingReset(Channel channel) {
    channel.incomingReset = true;
    close(channel);
    removeIfClosed(channel);
  }

  private void removeIfClosed(Channel channel) {
    if (channel.incomingReset && channel.outgoingReset) {
      channels.remove(channel.id());
      flushing.remove(channel);
      release(channel.unconsumed);
      untold.merge(channel.id(), 1, Integer::sum);
      context.emit(new Event.ChannelClosed(channel.id()));
    }
  }

  private void release(long bytes) {
    if (bytes > 0) {
      window.releaseFromApplication(bytes);
    }
  }

  // --- Messages ---------------------------------------------------------------------------------

  void received(IncomingMessage message) {
    Channel channel = channels.get(message.streamId());
    switch (message.ppid()) {
      case SctpProtocol.PPID_DCEP -> dcep(channel, message);
      case SctpProtocol.PPID_TEXT -> user(channel, message, MessageKind.TEXT, false);
      case SctpProtocol.PPID_BINARY -> user(channel, message, MessageKind.BINARY, false);
      case SctpProtocol.PPID_TEXT_EMPTY -> user(channel, message, MessageKind.TEXT, true);
      case SctpProtocol.PPID_BINARY_EMPTY -> user(channel, message, MessageKind.BINARY, true);
      default -> context.violation("message with unknown PPID " + message.ppid() + " (RFC 8831 8)");
    }
  }

  private void user(
      @Nullable Channel channel, IncomingMessage message, MessageKind kind, boolean empty) {
    if (channel == null) {
      context.violation("message on stream " + message.streamId() + ", which no channel uses");
      return;
    }
    if (channel.state == Channel.State.CLOSING) {
      return; // It was on its way when this side closed the channel.
    }
    confirm(channel);
    var payload = empty ? dev.lanward.core.Bytes.empty() : message.payload();
    context.tally.messagesReceived++;
    context.tally.bytesReceived += payload.length();
    window.chargeToApplication(payload.length() + ReceiveWindow.OVERHEAD_BYTES);
    context.emit(new Event.MessageReceived(message.streamId(), kind, payload));
  }

  /** An event was polled: what it held is the application's now. */
  void polled(Event event) {
    if (event instanceof Event.MessageReceived message) {
      polledMessage(message);
    } else if (event instanceof Event.ChannelOpened opened) {
      window.releaseFromApplication(costBytes(opened.channel().options()));
    } else if (event instanceof Event.BufferedAmountLow low) {
      Channel channel = channels.get(low.streamId());
      if (channel != null) {
        channel.stream.lowTold = false;
      }
    } else if (event instanceof Event.ChannelClosed closed) {
      untold.computeIfPresent(closed.streamId(), (id, times) -> times == 1 ? null : times - 1);
    }
  }

  /** What a channel's names cost while the event that tells them waits. */
  private static int costBytes(ChannelOptions options) {
    return 2 * (options.label().length() + options.protocol().length())
        + ReceiveWindow.OVERHEAD_BYTES;
  }

  private void polledMessage(Event.MessageReceived event) {
    int cost = event.payload().length() + ReceiveWindow.OVERHEAD_BYTES;
    Channel channel = channels.get(event.streamId());
    if (channel != null && channel.manual) {
      // With the overhead: whoever is slow holds an object for each message, empty ones included.
      channel.unconsumed += cost;
    } else {
      window.releaseFromApplication(cost);
    }
  }

  private void dcep(@Nullable Channel channel, IncomingMessage message) {
    int type = message.payload().at(0);
    if (type == DcepOpen.ACK) {
      // One for a channel that is gone, or whose id has another use by now, is late and harmless:
      // a channel closes here alone when the peer cannot reset, and its ACK may be on the way.
      if (channel != null && !channel.negotiated) {
        confirm(channel);
      }
    } else if (type == DcepOpen.OPEN) {
      openedByPeer(channel, message);
    } else {
      context.violation("DCEP message type " + type + " (RFC 8832 8.2.1)");
    }
  }

  private void openedByPeer(@Nullable Channel existing, IncomingMessage message) {
    int id = message.streamId();
    if (existing != null && !isClosedForPeer(existing)) {
      context.violation("DATA_CHANNEL_OPEN on stream " + id + ", which is in use (RFC 8832 6)");
      return;
    }
    try {
      if (role.isOwn(id) || id >= peerStreams) {
        refuse(id, "DATA_CHANNEL_OPEN on stream " + id + ", not the peer's to choose (RFC 8832 6)");
      } else if (channels.size() >= context.limits.maxChannels() || burned.get(id)) {
        refuse(id, "DATA_CHANNEL_OPEN beyond " + context.limits.maxChannels() + " channels");
      } else {
        accept(id, DcepOpen.read(message.payload()).options());
      }
    } catch (MalformedMessageException e) {
      refuse(id, e.getMessage());
    }
  }

  /**
   * Whether the peer has done with {@code channel}: it has reset its half, and that it uses the id
   * again says that it has reset ours too, though its answer is still on the way.
   */
  private boolean isClosedForPeer(Channel channel) {
    StreamResets to = resets;
    if (!channel.incomingReset || to == null || !to.forget(channel.id())) {
      return false;
    }
    outgoingReset(channel.id(), true);
    return true;
  }

  private void accept(int id, ChannelOptions options) {
    if (resets != null) {
      resets.forget(id); // Of an OPEN on this stream that was refused before.
    }
    Channel channel = new Channel(id, options);
    channel.state = Channel.State.OPEN;
    channel.confirmed = true;
    channels.put(id, channel);
    addDcep(channel, ACK);
    window.chargeToApplication(costBytes(options));
    context.emit(new Event.ChannelOpened(new ChannelInfo(id, options)));
  }

  /** Closes a stream that never became a channel (RFC 8832 6). */
  private void refuse(int id, @Nullable String rule) {
    context.violation(rule == null ? "DATA_CHANNEL_OPEN" : rule);
    if (resets != null && peerResets) {
      resets.want(id);
    }
  }

  private void confirm(Channel channel) {
    channel.confirmed = true;
    if (channel.state == Channel.State.OPENING) {
      opened(channel);
    }
  }

  private void opened(Channel channel) {
    channel.state = Channel.State.OPEN;
    context.emit(new Event.ChannelOpen(channel.id()));
  }

  // --- Queries ----------------------------------------------------------------------------------

  /** The channel on {@code streamId}; the caller's mistake if there is none. */
  Channel require(int streamId) {
    Channel channel = channels.get(streamId);
    if (channel == null) {
      throw new IllegalStateException("no channel on stream " + streamId);
    }
    return channel;
  }

  @Nullable Channel find(int streamId) {
    return channels.get(streamId);
  }

  boolean isUsable(int streamId) {
    Channel channel = channels.get(streamId);
    return channel != null && channel.state != Channel.State.CLOSING;
  }

  int count() {
    return channels.size();
  }

  void clear() {
    channels.clear();
    flushing.clear();
  }
}

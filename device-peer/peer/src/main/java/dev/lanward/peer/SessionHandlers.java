package dev.lanward.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the program wants to hear of a session, and what waits for it to say so. A channel is heard
 * of before what comes on it, and the end of a session after that of its channels, although each
 * channel has a lane of its own.
 */
final class SessionHandlers {
  /** Channels that wait for a handler; more are refused. */
  private static final int MAX_UNCLAIMED = 64;

  /**
   * Channels, closed again or not, that the callback thread has not come to: as many as may be
   * open. More are refused, since a peer opens them faster than a busy handler returns.
   */
  private static final int MAX_OFFERED = 1024;

  private final Callbacks callbacks;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong untoldBytes = new AtomicLong();
  private final AtomicInteger offered = new AtomicInteger();

  /** Channels whose end the program has not been told of. */
  private final AtomicInteger live = new AtomicInteger();

  // The callback thread's.
  private final Map<String, Consumer<Channel>> handlers = new HashMap<>();
  private final List<Channel> unclaimed = new ArrayList<>();
  private @Nullable Consumer<Channel> anyHandler;
  private @Nullable Consumer<SessionEnd> onClose;
  private @Nullable SessionEnd end;

  SessionHandlers(Callbacks callbacks) {
    this.callbacks = callbacks;
  }

  // --- Any thread --------------------------------------------------------------------------------

  void onChannel(String label, Consumer<Channel> handler) {
    callbacks.change(callbacks.general(), () -> handlers.put(label, handler));
    callbacks.run(this::offerUnclaimed);
  }

  void onChannel(Consumer<Channel> handler) {
    callbacks.change(callbacks.general(), () -> anyHandler = handler);
    callbacks.run(this::offerUnclaimed);
  }

  void onClose(Consumer<SessionEnd> handler) {
    callbacks.change(callbacks.general(), () -> onClose = handler);
    callbacks.run(this::tellEnd);
  }

  // --- The loop's --------------------------------------------------------------------------------

  /** Whether the program can hear of one more channel. */
  boolean hasRoom() {
    return offered.get() < MAX_OFFERED;
  }

  /** A channel that the peer opened. What comes on it is heard once the program knows of it. */
  void offer(ChannelEnd channel) {
    live.incrementAndGet();
    offered.incrementAndGet();
    callbacks.run(
        () -> {
          offered.decrementAndGet();
          channel.lane().start();
          claim(channel);
        });
  }

  /** A channel that the program opened. */
  void opened(ChannelEnd channel) {
    live.incrementAndGet();
    channel.lane().start();
  }

  /** The session is over, and its channels have been told. Any thread. */
  void ended(SessionEnd how) {
    callbacks.run(
        () -> {
          end = how;
          tellEnd();
        });
  }

  // --- The callback thread's ---------------------------------------------------------------------

  /** What its channels hold for want of handlers. */
  AtomicLong heldBytes() {
    return heldBytes;
  }

  /** What was taken from its channels without the loop's having heard of it. */
  AtomicLong untoldBytes() {
    return untoldBytes;
  }

  /** The program has heard of the end of a channel. */
  void channelEnded() {
    live.decrementAndGet();
    tellEnd();
  }

  private void claim(Channel channel) {
    Consumer<Channel> handler = handlers.getOrDefault(channel.label(), anyHandler);
    if (handler != null) {
      handler.accept(channel);
    } else if (unclaimed.size() < MAX_UNCLAIMED) {
      unclaimed.add(channel);
    } else {
      channel.close();
    }
  }

  private void offerUnclaimed() {
    List<Channel> waiting = List.copyOf(unclaimed);
    unclaimed.clear();
    waiting.stream().filter(Channel::isOpen).forEach(this::claim);
  }

  private void tellEnd() {
    if (end == null || live.get() > 0) {
      return;
    }
    unclaimed.clear();
    Consumer<SessionEnd> handler = onClose;
    if (handler != null) {
      onClose = null;
      handler.accept(end);
    }
  }
}

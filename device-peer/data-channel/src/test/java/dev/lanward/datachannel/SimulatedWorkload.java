package dev.lanward.datachannel;

import static dev.lanward.datachannel.SimulatedLimits.logUniform;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What the application of one peer does, at random times, until it has done enough. */
final class SimulatedWorkload {
  private static final int MOST_ACTIONS = 20_000;

  private final SimulatedPeer peer;
  private final SplittableRandom random;
  private final int mostMessageBytes;
  private final int mostOpen;
  private final int churnPercent;
  private final int manualPercent;
  private final long meanGap;
  private final int mostInBurst;
  private long bytesLeft;
  private int actionsLeft = MOST_ACTIONS;
  private int messagesLeft = 200_000;

  SimulatedWorkload(SimulatedPeer peer, SplittableRandom random) {
    this.peer = peer;
    this.random = random;
    int mostThatFits = peer.limits.sendBufferBytes() - 64;
    mostMessageBytes = Math.min(peer.limits.maxSendMessageBytes(), mostThatFits);
    mostOpen = random.nextInt(8) == 0 ? 200 : logUniform(random, 1, 20);
    churnPercent = random.nextInt(3) == 0 ? 40 : random.nextInt(10);
    manualPercent = random.nextInt(2) == 0 ? 0 : random.nextInt(100);
    meanGap = logUniform(random, 20_000L, 50 * Pair.MILLISECOND);
    mostInBurst = logUniform(random, 1, 2_000);
    bytesLeft = random.nextInt(10) == 0 ? 0 : logUniform(random, 1_000L, 24L << 20);
  }

  /** How long until the next action. */
  long nextGap() {
    return Math.max(1, (long) (-Math.log(1 - random.nextDouble()) * meanGap));
  }

  boolean isDone() {
    return bytesLeft <= 0 || actionsLeft <= 0 || messagesLeft <= 0;
  }

  void stop() {
    actionsLeft = 0;
  }

  /** Does one thing, unless it is deaf: an id may have another channel by now. */
  void act() {
    actionsLeft--;
    peer.pollEvents();
    if (peer.isDeaf) {
      return;
    }
    List<SimulatedChannel> channels = peer.usable();
    if (channels.isEmpty() || random.nextInt(100) < churnPercent) {
      churn(channels);
    } else if (random.nextInt(8) == 0) {
      peer.consume(logUniform(random, 1, 1_000));
    } else {
      burst(any(channels), logUniform(random, 1, mostInBurst));
    }
  }

  /** Answers channels that the other side opened, some of them. */
  void greet() {
    for (SimulatedChannel channel : peer.arrivals) {
      consumeByHandPerhaps(channel);
      if (random.nextInt(4) == 0) {
        burst(channel, 3);
      }
    }
    peer.arrivals.clear();
  }

  private void churn(List<SimulatedChannel> channels) {
    if (channels.size() >= mostOpen || (!channels.isEmpty() && random.nextInt(2) == 0)) {
      peer.close(any(channels));
    } else {
      peer.open(options(random), habit()).ifPresent(this::opened);
    }
  }

  private void opened(SimulatedChannel channel) {
    consumeByHandPerhaps(channel);
    if (random.nextInt(2) == 0) {
      burst(channel, 3);
    }
    if (random.nextInt(16) == 0) {
      peer.close(channel);
    }
  }

  private void consumeByHandPerhaps(SimulatedChannel channel) {
    if (random.nextInt(100) < manualPercent) {
      peer.consumeByHand(channel);
    }
  }

  /** Sends some messages: the last thing of all before a shutdown. */
  void burstOnAll(int count) {
    for (SimulatedChannel channel : List.copyOf(peer.usable())) {
      burst(channel, count);
    }
  }

  private void burst(SimulatedChannel channel, int count) {
    boolean taken = true;
    for (int i = 0; taken && i < count && messagesLeft > 0; i++) {
      int length = Math.min(mostMessageBytes, length(channel));
      taken = peer.send(channel, length);
      if (taken) {
        bytesLeft -= length + 16;
        messagesLeft--;
      }
    }
  }

  /** Around its channel's habit, and at times at an edge. */
  private int length(SimulatedChannel channel) {
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> random.nextInt(12);
      case 2 -> Math.max(0, peer.limits.packetSizeBytes() - 28 + random.nextInt(-8, 9));
      case 3 -> random.nextInt(8) == 0 ? mostMessageBytes : random.nextInt(2_000);
      default -> random.nextInt(channel.habitBytes + 1);
    };
  }

  int habit() {
    return random.nextInt(6) == 0 ? 262_144 : logUniform(random, 1, 20_000);
  }

  static ChannelOptions options(SplittableRandom random) {
    String label = "x".repeat(random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(8));
    ChannelOptions options = ChannelOptions.reliable(label);
    if (random.nextInt(10) == 0) {
      options = options.withProtocol("p".repeat(random.nextInt(300)));
    }
    if (random.nextInt(2) == 0) {
      options = options.unordered();
    }
    ChannelPriority[] priorities = ChannelPriority.values();
    options = options.withPriority(priorities[random.nextInt(priorities.length)]);
    return switch (random.nextInt(6)) {
      case 0 -> options.withMaxRetransmits(random.nextInt(4));
      case 1 -> options.withMaxRetransmits(logUniform(random, 1, 65_535));
      case 2 -> options.withMaxPacketLifeTime(Duration.ofMillis(logUniform(random, 1, 10_000) - 1));
      default -> options;
    };
  }

  private SimulatedChannel any(List<SimulatedChannel> channels) {
    return channels.get(random.nextInt(channels.size()));
  }
}

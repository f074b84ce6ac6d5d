package dev.lanward.datachannel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** One direction of a network: takes packets, and says when which of them arrive. */
final class SimulatedLink {
  /** A packet under way; its buffer is used again and again. */
  static final class Packet {
    final ByteBuffer bytes = ByteBuffer.allocate(16_384);
    private long at;
    private long order;

    /** Ready to be read. */
    Packet flipped() {
      bytes.flip();
      return this;
    }

    private static int compare(Packet a, Packet b) {
      int byTime = Long.compare(a.at, b.at);
      return byTime != 0 ? byTime : Long.compare(a.order, b.order);
    }
  }

  private final SplittableRandom random;
  private final long coalescing;
  private final PriorityQueue<Packet> inFlight = new PriorityQueue<>(Packet::compare);
  private final ArrayDeque<Packet> spare = new ArrayDeque<>();
  private boolean inBurst;
  private long bottleneckFreeAt;
  private long order;

  Weather weather;

  /** Nothing passes: a blackout. */
  boolean isDown;

  long carried;

  /** How many were too long. */
  long tooLong;

  /**
   * @param coalescing arrivals come together in steps of so many nanoseconds
   */
  SimulatedLink(SplittableRandom random, Weather weather, long coalescing) {
    this.random = random;
    this.weather = weather;
    this.coalescing = coalescing;
  }

  /** A packet to be filled, and then handed to {@link #transmit} or {@link #recycle}. */
  Packet lend() {
    Packet packet = spare.poll();
    if (packet == null) {
      packet = new Packet();
    }
    packet.bytes.clear();
    return packet;
  }

  void recycle(Packet packet) {
    spare.add(packet);
  }

  /** Takes a packet, between its buffer's position and limit. */
  void transmit(long now, Packet packet) {
    carried++;
    long at = passBottleneck(now, packet.bytes.remaining());
    if (isLost(packet) || at < now) {
      recycle(packet);
      return;
    }
    if (chance(weather.duplication())) {
      Packet twin = lend();
      twin.bytes.put(packet.bytes.duplicate()).flip();
      schedule(twin, at + upTo(weather.straggle()));
    }
    schedule(packet, chance(weather.straggling()) ? at + upTo(weather.straggle()) : at);
  }

  /** When a packet leaves the bottleneck; before {@code now} when it finds no room there. */
  private long passBottleneck(long now, int bytes) {
    if (weather.bytesPerSecond() == 0) {
      return now;
    }
    long start = Math.max(bottleneckFreeAt, now);
    double nanosPerByte = 1e9 / weather.bytesPerSecond();
    if ((start - now) / nanosPerByte > weather.queueBytes()) {
      return now - 1;
    }
    bottleneckFreeAt = start + (long) (bytes * nanosPerByte);
    return bottleneckFreeAt;
  }

  private boolean isLost(Packet packet) {
    if (weather.burstBegin() > 0) {
      inBurst = inBurst ? !chance(weather.burstEnd()) : chance(weather.burstBegin());
    }
    if (packet.bytes.remaining() > weather.mtu()) {
      tooLong++;
      return true;
    }
    return isDown || chance(inBurst ? weather.burstLoss() : weather.loss());
  }

  private void schedule(Packet packet, long leaves) {
    long at = leaves + weather.delay() + upTo(weather.jitter());
    packet.at = coalescing == 0 ? at : at + coalescing - at % coalescing;
    packet.order = order++;
    inFlight.add(packet);
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private long upTo(long most) {
    return most == 0 ? 0 : random.nextLong(most);
  }

  /** When the last of the packets under way arrives; 0 when there are none. */
  long lastArrival() {
    return inFlight.stream().mapToLong(packet -> packet.at).max().orElse(0);
  }

  /** When the next packet arrives; {@link Long#MAX_VALUE} when none is under way. */
  long nextArrival() {
    Packet first = inFlight.peek();
    return first == null ? Long.MAX_VALUE : first.at;
  }

  /** A packet that has arrived by {@code now}, or null. */
  Packet poll(long now) {
    Packet first = inFlight.peek();
    return first != null && first.at <= now ? inFlight.remove() : null;
  }
}

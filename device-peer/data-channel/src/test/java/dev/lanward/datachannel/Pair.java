package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Two associations, a virtual clock and a link whose loss, delay, jitter and duplication come from
 * a seed: with an even one the server does not know I-DATA. Driving is bounded in steps and in
 * virtual time, so that a test fails rather than hangs.
 */
final class Pair {
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000 * MILLISECOND;

  /** What the link does to packets; times in nanoseconds. */
  record Link(double loss, double duplication, long delay, long jitter) {
    static final Link PERFECT = new Link(0, 0, 50_000, 0);

    static Link losing(double loss) {
      return new Link(loss, 0, MILLISECOND, 0);
    }
  }

  /** One end, and what it told. */
  static final class End {
    final Association association;
    final List<Event> events = new ArrayList<>();
    boolean polling = true;
    boolean cut;
    long packetsOut;

    /** When the link towards it has sent what was given to it. */
    long linkBusyUntil;

    End(Association association) {
      this.association = association;
    }

    <T extends Event> List<T> all(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Bytes> messages(int streamId) {
      return all(Event.MessageReceived.class).stream()
          .filter(event -> event.streamId() == streamId)
          .map(Event.MessageReceived::payload)
          .toList();
    }

    List<String> texts(int streamId) {
      return messages(streamId).stream()
          .map(bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8))
          .toList();
    }
  }

  private record Delivery(long at, long order, End to, byte[] packet)
      implements Comparable<Delivery> {
    @Override
    public int compareTo(Delivery other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final End client;
  final End server;
  final SplittableRandom random;
  Link link = Link.PERFECT;

  /** Sees each packet that either side sends. */
  Consumer<byte[]> tap = packet -> {};

  /** What the link carries in bytes a second, each way; 0 for no limit. */
  long bandwidth;

  /** What may wait for the link, in bytes; more is lost. */
  long linkQueueBytes = Long.MAX_VALUE;

  long now = 1_000;

  /** Longer packets than this do not arrive. */
  int mtu = Integer.MAX_VALUE;

  long packets;

  private final PriorityQueue<Delivery> inFlight = new PriorityQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(20_000);
  private long order;

  Pair(long seed) {
    this(seed, Limits.DEFAULT, Limits.DEFAULT);
  }

  Pair(long seed, Limits clientLimits, Limits serverLimits) {
    random = new SplittableRandom(seed);
    client = new End(Association.create(Role.DTLS_CLIENT, clientLimits, random.split()));
    server = new End(Association.create(Role.DTLS_SERVER, serverLimits, random.split()));
    if (seed % 2 == 0) {
      server.association.declineInterleaving();
    }
  }

  static Pair connected(long seed) {
    Pair pair = new Pair(seed);
    pair.connect();
    return pair;
  }

  Tick tick() {
    return new Tick(now);
  }

  void connect() {
    client.association.connect(tick());
    server.association.connect(tick());
    run(() -> client.association.isConnected() && server.association.isConnected(), 60 * SECOND);
  }

  int open(End end, ChannelOptions options) {
    int id = end.association.openChannel(tick(), options);
    int before = other(end).all(Event.ChannelOpened.class).size();
    run(() -> other(end).all(Event.ChannelOpened.class).size() > before, 60 * SECOND);
    return id;
  }

  void send(End from, int id, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    from.association.send(tick(), id, MessageKind.TEXT, ByteBuffer.wrap(utf8));
  }

  void send(End from, int id, byte[] data) {
    from.association.send(tick(), id, MessageKind.BINARY, ByteBuffer.wrap(data));
  }

  byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  End other(End end) {
    return end == client ? server : client;
  }

  /** Drives until {@code done}, failing after {@code nanos} of virtual time. */
  void run(BooleanSupplier done, long nanos) {
    if (!runFor(done, nanos)) {
      throw new AssertionError(
          "not done after "
              + nanos / MILLISECOND
              + " ms of virtual time; client "
              + client.association.counters()
              + client.events.stream().limit(20).toList()
              + "; server "
              + server.association.counters()
              + server.events.stream().limit(20).toList());
    }
  }

  /** Drives until {@code done} or for {@code nanos} of virtual time; whether it was done. */
  boolean runFor(BooleanSupplier done, long nanos) {
    long deadline = now + nanos;
    drain();
    while (!done.getAsBoolean()) {
      if (!step(deadline)) {
        now = deadline;
        return done.getAsBoolean();
      }
      drain();
    }
    return true;
  }

  /** Drives for {@code nanos} of virtual time. */
  void runFor(long nanos) {
    runFor(() -> false, nanos);
  }

  private boolean step(long deadline) {
    long next = Long.MAX_VALUE;
    Delivery first = inFlight.peek();
    if (first != null) {
      next = first.at;
    }
    for (End end : List.of(client, server)) {
      long timeout = end.association.nextTimeout().map(Tick::nanos).orElse(Long.MAX_VALUE);
      next = Math.min(next, timeout);
    }
    if (next > deadline) {
      return false;
    }
    now = Math.max(now, next);
    while ((first = inFlight.peek()) != null && first.at <= now) {
      inFlight.remove();
      if (!first.to.cut) {
        first.to.association.handleDatagram(tick(), ByteBuffer.wrap(first.packet));
      }
    }
    for (End end : List.of(client, server)) {
      end.association.handleTimeout(tick());
    }
    return true;
  }

  void drain() {
    boolean more = true;
    for (int round = 0; more; round++) {
      if (round > 100_000) {
        throw new AssertionError("never stops sending");
      }
      more = drain(client) | drain(server);
    }
  }

  private boolean drain(End end) {
    boolean any = false;
    for (int i = 0; end.association.pollTransmit(buffer.clear()); i++) {
      if (i > 10_000) {
        throw new AssertionError("never stops sending");
      }
      any = true;
      byte[] packet = new byte[buffer.position()];
      buffer.flip().get(packet);
      packets++;
      end.packetsOut++;
      transmit(other(end), packet);
    }
    while (end.polling) {
      var event = end.association.pollEvent();
      if (event.isEmpty()) {
        break;
      }
      any = true;
      end.events.add(event.get());
    }
    return any;
  }

  private void transmit(End to, byte[] packet) {
    tap.accept(packet);
    if (packet.length > mtu) {
      return;
    }
    int copies = random.nextDouble() < link.duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (random.nextDouble() >= link.loss) {
        inject(to, packet);
      }
    }
  }

  /** Puts a packet on the link, as if it had survived. */
  void inject(End to, byte[] packet) {
    long leaves = now;
    if (bandwidth > 0) {
      long begins = Math.max(now, to.linkBusyUntil);
      if ((begins - now) * bandwidth / SECOND > linkQueueBytes) {
        return;
      }
      leaves = begins + packet.length * SECOND / bandwidth;
      to.linkBusyUntil = leaves;
    }
    long jitter = link.jitter == 0 ? 0 : random.nextLong(link.jitter);
    inFlight.add(new Delivery(leaves + link.delay + jitter, order++, to, packet));
  }
}

package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiPredicate;

/**
 * A door and a knocker on a link with a virtual clock, where datagrams are lost, delayed, overtaken
 * and doubled as a seed has it. A path of the knocker names its own port and the address of the
 * door; the door sees a page at {@code 10.0.1.<port>} on the door port that the address names.
 */
final class Pair {
  /** What the link does to datagrams. */
  record Link(double loss, double duplication, Duration delay, Duration jitter) {
    static final Link PERFECT = new Link(0, 0, Duration.ofNanos(200_000), Duration.ZERO);
  }

  private record Flight(Tick arrival, long order, boolean toDoor, Path path, Bytes datagram) {}

  private static final int DOOR_PORT = 47_470;
  private static final int MAX_STEPS = 1_000_000;

  final Door door;
  final Knocker knocker;
  final List<DoorEvent> doorEvents = new ArrayList<>();
  final List<KnockerEvent> knockerEvents = new ArrayList<>();
  final List<Bytes> overheard = new ArrayList<>();
  Tick now = new Tick(Long.MAX_VALUE - 5_000_000_000L); // the counter overflows on the way

  /** Says of a datagram, given its knocker path and whether it goes to the door, if it passes. */
  BiPredicate<Path, Boolean> passes = (path, toDoor) -> true;

  private final Link link;
  private final Random random;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(
          (a, b) -> {
            int byTime = a.arrival.compareTo(b.arrival);
            return byTime != 0 ? byTime : Long.compare(a.order, b.order);
          });
  private long order;

  Pair(TestKeys keys, TestPage page, KnockerTimes times, Link link, long seed) {
    this.link = link;
    this.random = new Random(seed);
    this.door = Door.create(keys, Limits.defaults(), new Random(seed + 1), now);
    this.knocker = Knocker.create(page.knock(), page.doorPwd, times, new Random(seed + 2), now);
  }

  /** The way from the knocker's port {@code local} to the door's address {@code n}. */
  static Path way(int local, int n) {
    return new Path(local, Addresses.of("10.0.0." + n, DOOR_PORT));
  }

  void add(Path path) {
    knocker.addCandidate(now, path);
    collect();
  }

  /** Lets {@code time} pass, in the order in which things happen. */
  void run(Duration time) {
    Tick end = now.plus(time);
    for (int step = 0; step < MAX_STEPS; step++) {
      Tick next = next();
      if (end.isBefore(next)) {
        now = end;
        return;
      }
      now = now.isBefore(next) ? next : now;
      happen();
      collect();
    }
    throw new AssertionError("the two do not come to rest");
  }

  boolean isConnected() {
    return knocker.path().isPresent();
  }

  /** The session of the door; there must be one. */
  SessionId session() {
    return doorEvents.get(0).session();
  }

  private Tick next() {
    Tick next = now.plus(Duration.ofDays(1));
    for (Optional<Tick> wanted : List.of(door.nextTimeout(), knocker.nextTimeout())) {
      if (wanted.isPresent() && wanted.get().isBefore(next)) {
        next = wanted.get();
      }
    }
    Flight first = flights.peek();
    return first != null && first.arrival.isBefore(next) ? first.arrival : next;
  }

  private void happen() {
    Flight first = flights.peek();
    if (first == null || now.isBefore(first.arrival)) {
      door.handleTimeout(now);
      knocker.handleTimeout(now);
      return;
    }
    flights.remove();
    if (first.toDoor) {
      door.handleDatagram(now, atDoor(first.path), first.datagram.toBuffer());
    } else {
      knocker.handleDatagram(now, first.path, first.datagram.toBuffer());
    }
  }

  private void collect() {
    for (var out = knocker.pollTransmit(); out.isPresent(); out = knocker.pollTransmit()) {
      send(true, out.get().path(), out.get().payload());
    }
    for (var out = door.pollTransmit(); out.isPresent(); out = door.pollTransmit()) {
      send(false, atKnocker(out.get().path()), out.get().payload());
    }
    for (var event = door.pollEvent(); event.isPresent(); event = door.pollEvent()) {
      doorEvents.add(event.get());
    }
    for (var event = knocker.pollEvent(); event.isPresent(); event = knocker.pollEvent()) {
      knockerEvents.add(event.get());
    }
  }

  private void send(boolean toDoor, Path path, ByteBuffer payload) {
    Bytes datagram = Bytes.copyOf(payload);
    overheard.add(datagram);
    int copies = random.nextDouble() < link.duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      Duration jitter = Duration.ofNanos((long) (link.jitter.toNanos() * random.nextDouble()));
      if (random.nextDouble() >= link.loss && passes.test(path, toDoor)) {
        Tick arrival = now.plus(link.delay).plus(jitter);
        flights.add(new Flight(arrival, order++, toDoor, path, datagram));
      }
    }
  }

  /** The knocker's port is the page's address, the address it asked is one of the door's ports. */
  static Path atDoor(Path path) {
    int n = path.remote().getAddress().getAddress()[3];
    return new Path(n, Addresses.of("10.0.1." + path.localPortId(), 50_000));
  }

  /** The other way round. */
  static Path atKnocker(Path path) {
    return way(path.remote().getAddress().getAddress()[3], path.localPortId());
  }
}

package dev.lanward.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.xbill.DNS.Message;

/** One core with a clock: fed by hand, drained at once. */
final class Host {
  final TestClock clock;
  final MdnsCore core;
  final List<Transmit> sent = new ArrayList<>();
  final List<MdnsEvent> events = new ArrayList<>();

  Host(TestClock clock, HostNames names, MdnsLimits limits) {
    this.clock = clock;
    this.core = MdnsCore.create(names, limits, new SplittableRandom(4711));
  }

  Host() {
    this(new TestClock(), HostNames.none(), MdnsLimits.defaults());
  }

  Host(HostNames names) {
    this(new TestClock(), names, MdnsLimits.defaults());
  }

  static Link link(int index, String... addresses) {
    List<LinkAddress> all = new ArrayList<>();
    for (String each : addresses) {
      int slash = each.indexOf('/');
      all.add(
          new LinkAddress(
              Wire.ip(each.substring(0, slash)), Integer.parseInt(each.substring(slash + 1))));
    }
    return new Link(index, "eth" + index, all);
  }

  private InetAddress address = MdnsProtocol.GROUP_IPV4;

  /** The first address, when there is one. */
  InetAddress address() {
    return address;
  }

  Host on(Link... links) {
    for (Link each : links) {
      address = each.addresses().get(0).address();
    }
    core.setInterfaces(clock.now(), List.of(links));
    return this;
  }

  /** Does all that is due now and returns what was sent. */
  List<Transmit> settle() {
    int before = sent.size();
    for (int i = 0; i < 100; i++) {
      Optional<dev.lanward.core.Tick> next = core.nextTimeout();
      if (next.isEmpty() || clock.now().isBefore(next.get())) {
        return List.copyOf(sent.subList(before, sent.size()));
      }
      core.handleTimeout(clock.now());
      drain();
    }
    throw new AssertionError("the core wants to be called for ever");
  }

  /** Lets time pass, timer by timer, and returns what was sent. */
  List<Transmit> pass(Duration time) {
    int before = sent.size();
    dev.lanward.core.Tick end = clock.now().plus(time);
    settle();
    while (core.nextTimeout().isPresent() && !end.isBefore(core.nextTimeout().get())) {
      clock.set(core.nextTimeout().get());
      settle();
    }
    clock.set(end);
    return List.copyOf(sent.subList(before, sent.size()));
  }

  /** Lets the announcements of everything that is new pass, and forgets them. */
  Host quiet() {
    pass(Duration.ofSeconds(20));
    sent.clear();
    events.clear();
    return this;
  }

  /** A datagram to the group arrives on link 1; returns what is sent at once. */
  List<Transmit> hears(InetSocketAddress source, Message message) {
    return hears(new Arrival(1, source, true), message.toWire());
  }

  List<Transmit> hears(String source, Message message) {
    return hears(Wire.at(source, MdnsProtocol.PORT), message);
  }

  List<Transmit> hears(Arrival arrival, byte[] datagram) {
    int before = sent.size();
    core.handleDatagram(clock.now(), arrival, ByteBuffer.wrap(datagram));
    drain();
    return List.copyOf(sent.subList(before, sent.size()));
  }

  long count(MdnsCounter what) {
    return core.counters().get(what);
  }

  List<InetAddress> resolved() {
    return events.stream()
        .filter(MdnsEvent.HostResolved.class::isInstance)
        .map(each -> ((MdnsEvent.HostResolved) each).address())
        .toList();
  }

  void drain() {
    for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
      sent.add(next.get());
    }
    for (var next = core.pollEvent(); next.isPresent(); next = core.pollEvent()) {
      events.add(next.get());
    }
  }
}

package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several cores on one link with one clock: what one sends, all hear, the sender included. */
final class Lan {
  final TestClock clock = new TestClock();
  private final List<Host> hosts = new ArrayList<>();
  private final Map<Host, Integer> delivered = new HashMap<>();

  Host add(String address) {
    return add(address, HostNames.none());
  }

  Host add(String address, HostNames names) {
    Host host = new Host(clock, names, MdnsLimits.defaults());
    host.on(Host.link(1, address));
    hosts.add(host);
    delivered.put(host, 0);
    return host;
  }

  /** What was sent before is not looked at any more; the hosts have forgotten it. */
  void forgetDelivered() {
    delivered.replaceAll((host, count) -> host.sent.size());
  }

  void pass(Duration time) {
    Tick end = clock.now().plus(time);
    for (int i = 0; i < 100_000; i++) {
      hosts.forEach(Host::settle);
      if (deliver()) {
        continue;
      }
      Optional<Tick> next =
          Ticks.earliest(
              hosts.stream().flatMap(h -> h.core.nextTimeout().stream()).min(Tick::compareTo));
      if (next.isEmpty() || end.isBefore(next.get())) {
        clock.set(end);
        return;
      }
      clock.set(next.get());
    }
    throw new AssertionError("the network never falls silent");
  }

  private boolean deliver() {
    boolean any = false;
    for (Host from : hosts) {
      while (delivered.get(from) < from.sent.size()) {
        any = true;
        Transmit transmit = from.sent.get(delivered.merge(from, 1, Integer::sum) - 1);
        for (Host to : hosts) {
          if (reaches(transmit, to)) {
            to.core.handleDatagram(
                clock.now(),
                new Arrival(
                    1, source(from), transmit.destination().getAddress().isMulticastAddress()),
                ByteBuffer.wrap(transmit.payload().toArray()));
            to.drain();
          }
        }
      }
    }
    return any;
  }

  private static boolean reaches(Transmit transmit, Host to) {
    return transmit.destination().getAddress().isMulticastAddress()
        || transmit.destination().equals(source(to));
  }

  private static InetSocketAddress source(Host host) {
    return new InetSocketAddress(host.address(), MdnsProtocol.PORT);
  }
}

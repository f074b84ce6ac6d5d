package dev.lanward.mdns.unicast;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** A server and cores that speak to it, on a virtual clock: an answer takes a millisecond. */
final class Site {
  static final UUID HOST = UUID.fromString("11111111-2222-4333-8444-555555555555");
  static final UUID OTHER_HOST = UUID.fromString("99999999-2222-4333-8444-555555555555");
  static final TsigKey KEY =
      TsigKey.parse("lanward:hmac-sha256:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  static final DnsDomain DOMAIN = DnsDomain.parse("example.org").orElseThrow();
  static final DnsServer SERVER = DnsServer.parse("192.0.2.53").orElseThrow();
  static final Bytes TXT = Bytes.copyOf("\11txtvers=1".getBytes(StandardCharsets.ISO_8859_1));

  /** What the network does to a message on its way there and back. */
  enum Fate {
    DELIVERED,
    LOST,
    ANSWER_LOST,
    REFUSED
  }

  final ZoneServer server;
  Fate fate = Fate.DELIVERED;
  Duration serverClockAhead = Duration.ZERO;

  // Just before the counter overflows, where careless comparisons break.
  private static final Tick START = new Tick(Long.MAX_VALUE - 5_000_000_000L);

  private Tick now = START;
  private final List<Member> members = new ArrayList<>();

  Site() {
    this("example.org.");
  }

  Site(String zone) {
    server = new ZoneServer(zone, KEY, () -> wallTime().plus(serverClockAhead));
  }

  Tick now() {
    return now;
  }

  Instant wallTime() {
    return Instant.parse("2026-01-01T00:00:00Z").plus(now.since(START));
  }

  Member join() {
    return join(KEY);
  }

  Member join(TsigKey key) {
    InstantSource clock = this::wallTime;
    Member member =
        new Member(
            UnicastCore.create(
                SERVER, DOMAIN, Optional.of(key), clock, new SplittableRandom(members.size() + 1)));
    members.add(member);
    return member;
  }

  /** Lets {@code duration} pass, doing what is due when it is due. */
  void pass(Duration duration) {
    Tick end = now.plus(duration);
    members.forEach(Member::drain);
    while (true) {
      Optional<Tick> due =
          members.stream()
              .flatMap(each -> each.core.nextTimeout().stream())
              .min(Tick::compareTo)
              .filter(at -> !end.isBefore(at));
      if (due.isEmpty()) {
        now = end;
        return;
      }
      if (now.isBefore(due.get())) {
        now = due.get();
      }
      for (Member each : members) {
        each.core.handleTimeout(now);
        each.drain();
      }
    }
  }

  static ServiceInstance instance(String name) {
    return new ServiceInstance(name, ServiceType.LANWARD);
  }

  static Service service(String name) {
    return service(name, HOST, 47470);
  }

  static Service service(String name, UUID host, int port) {
    return new Service(instance(name), Set.of("_camera"), host, port, TXT);
  }

  static List<InetAddress> addresses(String... literals) {
    return java.util.Arrays.stream(literals)
        .map(each -> dev.lanward.pairing.IpLiteral.parse(each).orElseThrow())
        .toList();
  }

  /** One core, the messages that it sent and the events that it told. */
  final class Member {
    final UnicastCore core;
    final List<Request> sent = new ArrayList<>();
    private final List<UnicastEvent> told = new ArrayList<>();

    Member(UnicastCore core) {
      this.core = core;
    }

    void publish(Service service, String... addresses) {
      core.publish(now, service, addresses(addresses));
      drain();
    }

    /** The events since the last call. */
    List<UnicastEvent> events() {
      List<UnicastEvent> events = List.copyOf(told);
      told.clear();
      return events;
    }

    void drain() {
      for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
        sent.add(next.get());
        deliver(next.get());
      }
      core.pollEvent().ifPresent(this::takeEvents);
    }

    private void takeEvents(UnicastEvent first) {
      told.add(first);
      core.pollEvent().ifPresent(this::takeEvents);
    }

    private void deliver(Request request) {
      if (fate == Fate.REFUSED) {
        core.handleFailure(now, request.ticket(), "refuses connections");
      } else if (fate != Fate.LOST) {
        boolean isUdp = request.transport() == Request.Transport.UDP;
        byte[] answer = server.answer(request.message().toArray(), isUdp);
        if (fate == Fate.DELIVERED) {
          core.handleAnswer(now, request.ticket(), answer);
        }
      }
    }
  }
}

package dev.lanward.mdns.unicast;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Tells services in a domain of ordinary DNS, and finds those that others tell there, without IO.
 *
 * <p>After each call that is given the time, drain {@link #pollTransmit} and {@link #pollEvent}
 * until both are empty, then wait until {@link #nextTimeout}. Sockets of a ticket that it {@link
 * #awaits} no more can be closed. Not for several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6763">RFC 6763</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2136">RFC 2136</a>
 */
public final class UnicastCore {
  /** More services than a device has, and more searches than a program needs. */
  private static final int MAX_OF_EACH = 64;

  private final DnsDomain domain;
  private final DomainNames names;
  private final Refusals refusals;
  private final Exchanges exchanges;
  private final RandomGenerator random;
  private final Map<ServiceInstance, Registration> registrations = new LinkedHashMap<>();
  private final Map<Browse, DomainBrowse> browses = new LinkedHashMap<>();
  private final Deque<UnicastEvent> events = new ArrayDeque<>();

  private UnicastCore(
      DnsServer server,
      DnsDomain domain,
      Optional<TsigKey> key,
      InstantSource clock,
      RandomGenerator random) {
    this.domain = domain;
    this.names = new DomainNames(domain);
    this.refusals = new Refusals(server, domain, key);
    this.exchanges = new Exchanges(refusals, key, clock, random);
    this.random = random;
  }

  /**
   * A core that knows and tells nothing yet.
   *
   * @param server for registering, the primary server of the zone; for browsing, any that answers
   * @param domain where services are told and looked for
   * @param key with which updates are signed; without one they are not
   * @param clock the date, which signatures hold
   * @param random for ids, which a forger must not guess: cryptographically secure
   */
  public static UnicastCore create(
      DnsServer server,
      DnsDomain domain,
      Optional<TsigKey> key,
      InstantSource clock,
      RandomGenerator random) {
    return new UnicastCore(server, domain, key, clock, random);
  }

  /**
   * Tells {@code service} in the domain, or what has changed about it: the same instance replaces
   * what was said of it before.
   *
   * @param addresses of its host; those that mean nothing elsewhere are left out, and with none
   *     left nothing is told until there are some
   * @return false when too many are told already, or this one is just being taken back
   */
  public boolean publish(Tick now, Service service, Collection<InetAddress> addresses) {
    List<InetAddress> told = PublicAddresses.of(addresses);
    Registration known = registrations.get(service.instance());
    if (known != null) {
      known.change(now, service, told);
      return !known.isWithdrawn();
    }
    if (registrations.size() >= MAX_OF_EACH) {
      return false;
    }
    Registration fresh =
        new Registration(
            new Registration.Surroundings(
                domain, exchanges, refusals, new Backoff(random), this::isAlone, events::add),
            service,
            told);
    registrations.put(service.instance(), fresh);
    fresh.begin(now);
    return true;
  }

  /** Takes a service back; {@link UnicastEvent.ServiceWithdrawn} follows. */
  public void withdraw(Tick now, ServiceInstance wanted) {
    Registration known = registrations.get(wanted);
    if (known != null) {
      known.withdraw(now);
      forgetWithdrawn();
    }
  }

  /** Takes back all that is told. */
  public void withdrawAll(Tick now) {
    List.copyOf(registrations.values()).forEach(each -> each.withdraw(now));
    forgetWithdrawn();
  }

  /**
   * Looks for services until told to stop.
   *
   * @return false when too many are looked for already
   */
  public boolean browse(Tick now, Browse browse) {
    if (browses.containsKey(browse)) {
      return true;
    }
    if (browses.size() >= MAX_OF_EACH) {
      return false;
    }
    DomainBrowse fresh =
        new DomainBrowse(browse, names, exchanges, refusals, new Backoff(random), events::add);
    browses.put(browse, fresh);
    fresh.begin(now);
    return true;
  }

  /** Looks for them no more. */
  public void stopBrowsing(Browse browse) {
    DomainBrowse known = browses.remove(browse);
    if (known != null) {
      known.stop();
    }
  }

  /** Something came from the server on a socket of {@code ticket}. */
  public void handleAnswer(Tick now, long ticket, byte[] answer) {
    exchanges.handleAnswer(now, ticket, answer);
    forgetWithdrawn();
  }

  /**
   * A request could not be sent, or its connection ended.
   *
   * @param what what the server does instead, such as {@code refuses connections}
   */
  public void handleFailure(Tick now, long ticket, String what) {
    exchanges.handleFailure(now, ticket, what);
    forgetWithdrawn();
  }

  /** Does what is due. */
  public void handleTimeout(Tick now) {
    exchanges.handleTimeout(now);
    List.copyOf(registrations.values()).forEach(each -> each.handleTimeout(now));
    List.copyOf(browses.values()).forEach(each -> each.handleTimeout(now));
    forgetWithdrawn();
  }

  /** The next message to be sent. */
  public Optional<Request> pollTransmit() {
    return exchanges.pollTransmit();
  }

  /** The next that is to be told. */
  public Optional<UnicastEvent> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  /** When {@link #handleTimeout} is due. */
  public Optional<Tick> nextTimeout() {
    return Stream.of(
            exchanges.nextTimeout().stream(),
            registrations.values().stream().flatMap(each -> each.nextTimeout().stream()),
            browses.values().stream().flatMap(each -> each.nextTimeout().stream()))
        .flatMap(each -> each)
        .min(Tick::compareTo);
  }

  /** Whether an answer to {@code ticket} would still mean something. */
  public boolean awaits(long ticket) {
    return exchanges.awaits(ticket);
  }

  /** Whether nothing of ours is told, nor being told or taken back. */
  public boolean isSilent() {
    return registrations.isEmpty();
  }

  private boolean isAlone(UUID host) {
    return registrations.values().stream()
        .noneMatch(each -> !each.isWithdrawn() && each.host().equals(host));
  }

  private void forgetWithdrawn() {
    registrations.values().removeIf(Registration::isOver);
  }
}

package dev.lanward.mdns;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.xbill.DNS.Name;

/**
 * Multicast DNS for host names that are UUIDs: answers for ours, finds others'. A state machine
 * without IO; {@code dev.lanward.mdns.io.MulticastDns} gives it sockets.
 *
 * <p><b>The drain rule.</b> Commands ({@link #addHost}, {@link #resolve}, ...) only note what is
 * wanted. After commands, call {@link #handleTimeout} when {@link #nextTimeout} has come, which may
 * be at once. After each {@link #handleTimeout} and {@link #handleDatagram}, fetch with {@link
 * #pollTransmit} until it is empty, then {@link #pollEvent} until it is empty; only then call
 * either again, or they throw {@link IllegalStateException}.
 *
 * <p>Not safe for use by several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762">RFC 6762</a>
 */
public final class MdnsCore {
  private final Counters counters = new Counters();
  private final Links links = new Links();
  private final Deque<MdnsEvent> events = new ArrayDeque<>();
  private final MdnsReader reader;
  private final Outbox outbox;
  private final HostZone zone;
  private final Announcer announcer;
  private final Responder responder;
  private final Prober prober;
  private final Querier querier;
  private final ConflictWatch conflicts;
  private boolean stopped;

  private MdnsCore(HostNames names, MdnsLimits limits) {
    reader = new MdnsReader(limits);
    outbox = new Outbox(new MdnsWriter(limits), counters);
    zone = new HostZone(names, limits, counters);
    SentHistory history = new SentHistory(limits);
    announcer = new Announcer(zone, links, history, outbox, limits);
    responder = new Responder(zone, links, history, outbox, limits, counters);
    prober = new Prober(zone, links, outbox, events);
    querier = new Querier(links, outbox, events, limits);
    conflicts = new ConflictWatch(zone, links, announcer, events);
  }

  /** A core that answers for fixed names and for those that {@code names} recognises. */
  public static MdnsCore create(HostNames names, MdnsLimits limits) {
    return new MdnsCore(names, limits);
  }

  /**
   * Tells which links there are. On a link that is new, or whose addresses changed, all names are
   * announced again, and the addresses that went away are taken back.
   *
   * @param now the time
   * @param current all links; the order means nothing
   */
  public void setInterfaces(Tick now, List<Link> current) {
    List<Link> changed = new ArrayList<>();
    for (Link each : current) {
      Optional<Link> before = links.find(each.index());
      if (!before.equals(Optional.of(each))) {
        changed.add(each);
        before.ifPresent(old -> takeBackAddresses(now, old, each));
      }
    }
    links.replace(current);
    if (stopped || changed.isEmpty()) {
      return;
    }
    changed.forEach(each -> announcer.announceLink(now, each.index()));
    querier.linksChanged(now);
  }

  /** Answers for {@code host} from now on, and announces it. Nothing happens if it does already. */
  public void addHost(Tick now, UUID host) {
    if (!stopped && zone.add(host)) {
      announcer.announceName(now, HostName.of(host));
    }
  }

  /** Answers for {@code host} no more, and tells so. */
  public void removeHost(Tick now, UUID host) {
    if (zone.remove(host)) {
      takeBack(now, HostName.of(host));
    }
  }

  /**
   * Asks whether anybody else answers for {@code host}: {@link MdnsEvent.ProbeFree} after 750 ms of
   * silence, or {@link MdnsEvent.ProbeTaken} as soon as somebody does. Until then nothing is
   * answered for that name. Two programs on one host that ask at the same time are not told apart.
   *
   * @throws IllegalStateException when {@code host} is a fixed name of ours already
   */
  public void probe(Tick now, UUID host) {
    if (zone.isFixed(host)) {
      throw new IllegalStateException("a name is probed before it is added, not after: " + host);
    }
    prober.start(now, host);
  }

  /**
   * Looks for the addresses of {@code host}, asking at 0, 1, 3, 7, ... seconds and then at most
   * once a minute, until {@link #cancelResolve} or for {@code timeout}, whichever is first. What is
   * known is told at once. When it is being looked for already, that begins anew and lasts until
   * the later end.
   *
   * @return false when {@link MdnsLimits#resolutions} are under way already
   */
  public boolean resolve(Tick now, UUID host, Duration timeout) {
    boolean started = querier.start(now, host, timeout);
    if (!started) {
      counters.count(MdnsCounter.TABLE_FULL);
    }
    return started;
  }

  /** Looks for {@code host} no more. Addresses already known stay known. */
  public void cancelResolve(UUID host) {
    querier.cancel(host);
  }

  /** Takes all names back (at the next {@link #handleTimeout}) and answers nothing from now on. */
  public void stop(Tick now) {
    if (!stopped) {
      announcer.stop();
      zone.announced(now).forEach(name -> takeBack(now, name));
      stopped = true;
    }
  }

  /** Takes in a datagram. Nothing in it makes this throw. */
  public void handleDatagram(Tick now, Arrival arrival, ByteBuffer datagram) {
    requireDrained();
    counters.count(MdnsCounter.RECEIVED);
    Optional<Link> link = links.find(arrival.linkIndex());
    if (link.isEmpty() || stopped || !isFromLink(link.get(), arrival)) {
      counters.count(MdnsCounter.IGNORED);
      return;
    }
    Optional<MdnsMessage> message;
    try {
      message = reader.read(datagram);
    } catch (MalformedMessageException e) {
      counters.count(MdnsCounter.MALFORMED);
      return;
    }
    if (message.isEmpty()) {
      counters.count(MdnsCounter.IGNORED);
    } else if (message.get().response()) {
      handleResponse(now, arrival, link.get(), message.get());
    } else {
      prober.handleQuery(link.get(), message.get());
      responder.handleQuery(now, arrival, link.get(), message.get());
    }
  }

  /** Does what is due. Calling it early does no harm. */
  public void handleTimeout(Tick now) {
    requireDrained();
    announcer.handleTimeout(now);
    if (!stopped) {
      responder.handleTimeout(now);
      prober.handleTimeout(now);
      querier.handleTimeout(now);
    }
  }

  /** The next datagram to send. */
  public Optional<Transmit> pollTransmit() {
    return outbox.poll();
  }

  /** The next event. */
  public Optional<MdnsEvent> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  /** When {@link #handleTimeout} is wanted next; in the past means now, empty means never. */
  public Optional<Tick> nextTimeout() {
    return stopped
        ? announcer.nextTimeout()
        : Ticks.earliest(
            announcer.nextTimeout(),
            responder.nextTimeout(),
            prober.nextTimeout(),
            querier.nextTimeout());
  }

  /** What was counted so far. */
  public Map<MdnsCounter, Long> counters() {
    return counters.snapshot();
  }

  private void handleResponse(Tick now, Arrival arrival, Link link, MdnsMessage response) {
    // Only what comes from port 5353 is a response of multicast DNS (RFC 6762 section 11).
    if (arrival.source().getPort() != MdnsProtocol.PORT) {
      counters.count(MdnsCounter.IGNORED);
      return;
    }
    prober.handleResponse(response);
    querier.handleResponse(now, link, response);
    conflicts.handleResponse(now, arrival, response);
  }

  private static boolean isFromLink(Link link, Arrival arrival) {
    return arrival.toGroup() || link.isOnLink(arrival.source().getAddress());
  }

  private void takeBack(Tick now, Name name) {
    for (Link each : links.all()) {
      announcer.goodbye(now, each.index(), zone.records(name, each).records());
    }
  }

  private void takeBackAddresses(Tick now, Link before, Link after) {
    List<InetAddress> gone = new ArrayList<>(AdvertisedAddresses.of(before));
    gone.removeAll(AdvertisedAddresses.of(after));
    for (Name name : zone.announced(now)) {
      announcer.goodbye(
          now, after.index(), gone.stream().map(each -> HostZone.address(name, each)).toList());
    }
  }

  private void requireDrained() {
    if (!outbox.isEmpty() || !events.isEmpty()) {
      throw new IllegalStateException("pollTransmit and pollEvent must be drained first");
    }
  }
}

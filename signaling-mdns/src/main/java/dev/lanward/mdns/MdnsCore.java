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
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Name;

/**
 * Multicast DNS: host names that are UUIDs, and services (RFC 6763). Answers for ours, finds
 * others'. A state machine without IO; {@code dev.lanward.mdns.io.MulticastDns} gives it sockets.
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
  private final HostNames names;
  private final Counters counters = new Counters();
  private final Links links = new Links();
  private final Deque<MdnsEvent> events = new ArrayDeque<>();
  private final MdnsReader reader;
  private final Outbox outbox;
  private final HostZone hosts;
  private final Zone zone;
  private final Announcer announcer;
  private final Responder responder;
  private final Prober prober;
  private final HostProbes hostProbes;
  private final Publisher publisher;
  private final Querier querier;
  private final Browser browser;
  private final ConflictWatch conflicts;
  private boolean stopped;

  private MdnsCore(HostNames names, MdnsLimits limits, RandomGenerator random) {
    this.names = names;
    Jitter jitter = new Jitter(random);
    reader = new MdnsReader(limits);
    outbox = new Outbox(new MdnsWriter(limits), counters);
    hosts = new HostZone(names, limits, counters);
    ServiceZone services = new ServiceZone(hosts);
    zone = new Zones(List.of(hosts, services));
    SentHistory history = new SentHistory(limits);
    announcer = new Announcer(zone, links, history, outbox, limits);
    responder = new Responder(zone, links, history, outbox, limits, counters, jitter);
    prober = new Prober(zone, links, outbox, limits);
    hostProbes = new HostProbes(hosts, prober, events);
    publisher = new Publisher(services, links, prober, announcer, events, limits, jitter);
    querier = new Querier(links, outbox, events, limits);
    browser = new Browser(links, outbox, events, limits, counters, jitter);
    conflicts =
        new ConflictWatch(zone, hosts, services, links, history, announcer, publisher, events);
  }

  /**
   * A core that answers for fixed names and for those that {@code names} recognises.
   *
   * @param names which other host names are ours
   * @param limits every cap
   * @param random only spreads hosts' packets over time, so it need not be secure
   */
  public static MdnsCore create(HostNames names, MdnsLimits limits, RandomGenerator random) {
    return new MdnsCore(names, limits, random);
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
        before.ifPresent(old -> linkChanged(now, old, each));
      }
    }
    boolean same = changed.isEmpty() && current.size() == links.all().size();
    links.replace(current);
    if (stopped || same) {
      return;
    }
    browser.linksChanged(now);
    if (!changed.isEmpty()) {
      changed.forEach(each -> announcer.announceLink(now, each.index()));
      querier.linksChanged(now);
    }
  }

  /** Whether these are the links that were told last. */
  boolean isOn(List<Link> current) {
    return Set.copyOf(current).equals(Set.copyOf(links.all()));
  }

  /** Answers for {@code host} from now on, and announces it. Nothing happens if it does already. */
  public void addHost(Tick now, UUID host) {
    if (!stopped && hosts.add(host)) {
      announcer.announceName(now, HostName.of(host));
    }
  }

  /** Answers for {@code host} no more, and tells so. */
  public void removeHost(Tick now, UUID host) {
    if (hosts.remove(host)) {
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
    if (hosts.isFixed(host)) {
      throw new IllegalStateException("a name is probed before it is added, not after: " + host);
    }
    hostProbes.start(now, host);
  }

  /**
   * Makes {@code service} known to others. With a random name it is announced at once; with any
   * other when 0.75 to 1 s of asking have shown that nobody else has it, under {@code Name (2)} and
   * so on if somebody does. {@link MdnsEvent.ServicePublished} tells. The same instance once more,
   * with other data, takes the place of the first (RFC 6762 section 8.4).
   *
   * @return false when {@link MdnsLimits#services} are published already, or one of ours has come
   *     to that name
   */
  public boolean publish(Tick now, Service service) {
    boolean published = !stopped && publisher.publish(now, service);
    if (!published) {
      counters.count(MdnsCounter.TABLE_FULL);
    }
    return published;
  }

  /**
   * Takes a service back. Nothing happens when there is none.
   *
   * @param wanted the instance as it was given to {@link #publish}
   */
  public void withdraw(Tick now, ServiceInstance wanted) {
    publisher.withdraw(now, wanted);
  }

  /**
   * Looks for services until {@link #stopBrowsing}: asks after 20 to 120 ms, then 1, 2, 4, ...
   * seconds later and at last once an hour. {@link MdnsEvent.ServiceFound} tells each that is
   * complete, {@link MdnsEvent.ServiceLost} that it is gone.
   *
   * @return false when {@link MdnsLimits#browses} are under way already
   */
  public boolean browse(Tick now, Browse browse) {
    boolean started = browser.start(now, browse);
    if (!started) {
      counters.count(MdnsCounter.TABLE_FULL);
    }
    return started;
  }

  /** Looks for them no more, and tells nothing of it. */
  public void stopBrowsing(Tick now, Browse browse) {
    browser.stop(now, browse);
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
      prober.handleQuery(now, link.get(), message.get());
      browser.handleQuery(now, arrival, message.get());
      responder.handleQuery(now, arrival, link.get(), message.get());
    }
  }

  /** Does what is due. Calling it early does no harm. */
  public void handleTimeout(Tick now) {
    requireDrained();
    if (!stopped) {
      publisher.handleTimeout(now);
    }
    announcer.handleTimeout(now);
    if (!stopped) {
      responder.handleTimeout(now);
      prober.handleTimeout(now);
      querier.handleTimeout(now);
      browser.handleTimeout(now);
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
            publisher.nextTimeout(),
            responder.nextTimeout(),
            prober.nextTimeout(),
            querier.nextTimeout(),
            browser.nextTimeout());
  }

  /** Records of others' services that are remembered. */
  public int cachedRecords() {
    return browser.cachedRecords();
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
    responder.handleResponse(arrival, response);
    prober.handleResponse(now, response);
    querier.handleResponse(now, link, response);
    browser.handleResponse(now, arrival, response);
    conflicts.handleResponse(now, arrival, response);
  }

  private static boolean isFromLink(Link link, Arrival arrival) {
    return arrival.toGroup() || link.isOnLink(arrival.source().getAddress());
  }

  private void takeBack(Tick now, Name name) {
    for (Link each : links.all()) {
      announcer.goodbye(now, each.index(), zone.announcement(name, each));
    }
  }

  private void linkChanged(Tick now, Link before, Link after) {
    if (!names.isPrivate()) {
      takeBackAddresses(now, before, after);
    } else if (!after.isSurelyStill(before)) {
      announcer.dropGoodbyes(after.index());
    }
  }

  private void takeBackAddresses(Tick now, Link before, Link after) {
    List<InetAddress> gone = new ArrayList<>(AdvertisedAddresses.of(before));
    gone.removeAll(AdvertisedAddresses.of(after));
    for (Name name : hosts.announced(now)) {
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

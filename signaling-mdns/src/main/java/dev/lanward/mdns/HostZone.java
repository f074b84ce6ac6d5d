package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/** Our host names: the fixed ones, and those that are recognised when somebody asks. */
final class HostZone implements Zone {
  private static final Duration REMEMBERED = Duration.ofSeconds(MdnsProtocol.HOST_TTL_SECONDS);

  private final HostNames names;
  private final Counters counters;
  private final PolicyBudget budget;
  private final Set<UUID> fixed = new LinkedHashSet<>();
  private final Set<UUID> withheld = new HashSet<>();

  /** Names answered on being recognised, with the time: others may hold them in caches. */
  private final Map<UUID, Tick> recent;

  HostZone(HostNames names, MdnsLimits limits, Counters counters) {
    this.names = names;
    this.counters = counters;
    this.budget = new PolicyBudget(limits);
    this.recent = new BoundedMap<>(limits.recentNames());
  }

  /** Returns whether {@code host} is new. */
  boolean add(UUID host) {
    return fixed.add(host);
  }

  /** Returns whether {@code host} was a fixed name. */
  boolean remove(UUID host) {
    return fixed.remove(host);
  }

  boolean isFixed(UUID host) {
    return fixed.contains(host);
  }

  /** Stays silent about a name while it is being asked whether somebody else has it. */
  void withhold(UUID host, boolean on) {
    if (on) {
      withheld.add(host);
    } else {
      withheld.remove(host);
    }
  }

  @Override
  public Optional<RecordSet> find(Tick now, Name name, Link link, InetAddress asker) {
    return HostName.parse(name)
        .filter(host -> answersFor(now, host, asker))
        .map(host -> records(name, link));
  }

  /** The other addresses of a host are in its {@link RecordSet#additionals} already. */
  @Override
  public List<Rr> related(Rr answer, Link link) {
    return List.of();
  }

  @Override
  public Set<Name> repeated(Tick now) {
    return announced(now);
  }

  @Override
  public List<Rr> announcement(Name subject, Link link) {
    return HostName.parse(subject).isPresent() ? records(subject, link).records() : List.of();
  }

  @Override
  public List<Rr> claims(Name subject, Link link) {
    return announcement(subject, link);
  }

  @Override
  public Set<Name> announced(Tick now) {
    forgetOld(now);
    Set<UUID> all = new LinkedHashSet<>(fixed);
    if (!names.isPrivate()) {
      all.addAll(recent.keySet());
    }
    return all.stream().map(HostName::of).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public boolean isAnnounced(Tick now, Name subject) {
    forgetOld(now);
    return HostName.parse(subject)
        .filter(host -> fixed.contains(host) || recent.containsKey(host))
        .isPresent();
  }

  private void forgetOld(Tick now) {
    recent.values().removeIf(answered -> now.since(answered).compareTo(REMEMBERED) > 0);
  }

  private RecordSet records(Name name, Link link) {
    List<Rr> records = new ArrayList<>();
    for (InetAddress each : AdvertisedAddresses.of(link)) {
      records.add(address(name, each));
    }
    return new RecordSet(name, true, records);
  }

  /** The record that gives {@code name} this address. */
  static Rr address(Name name, InetAddress address) {
    long ttl = MdnsProtocol.HOST_TTL_SECONDS;
    return Rr.unique(
        address instanceof Inet4Address
            ? new ARecord(name, DClass.IN, ttl, address)
            : new AAAARecord(name, DClass.IN, ttl, address));
  }

  private boolean answersFor(Tick now, UUID host, InetAddress asker) {
    return fixed.contains(host) || (!withheld.contains(host) && isRecognised(now, host, asker));
  }

  private boolean isRecognised(Tick now, UUID host, InetAddress asker) {
    // Whoever asks again for a name that was right must not be held up by somebody's flood. It is
    // looked at again all the same, as the pairing may have been revoked.
    if (!recent.containsKey(host) && !budget.take(now, asker)) {
      counters.count(MdnsCounter.OVER_BUDGET);
      return false;
    }
    if (!names.answersFor(host)) {
      recent.remove(host);
      return false;
    }
    recent.put(host, now);
    return true;
  }
}

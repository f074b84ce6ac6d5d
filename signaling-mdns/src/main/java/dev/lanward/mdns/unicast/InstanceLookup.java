package dev.lanward.mdns.unicast;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What is known of one instance, asked for as a whole and told when all of it is here. */
final class InstanceLookup {
  private final Name name;
  private final ServiceInstance instance;
  private final DomainBrowse browse;
  private Optional<SRVRecord> srv = Optional.empty();
  private Optional<Bytes> txt = Optional.empty();
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private Optional<Tick> stale = Optional.empty();
  private Duration fresh = UnicastProtocol.DETAIL_PERIOD;
  private Optional<FoundService> told = Optional.empty();
  private boolean isAsking;

  InstanceLookup(Name name, ServiceInstance instance, DomainBrowse browse) {
    this.name = name;
    this.instance = instance;
    this.browse = browse;
  }

  ServiceInstance instance() {
    return instance;
  }

  /** The service as it was last told; empty when it is not there, or never was complete. */
  Optional<FoundService> told() {
    return told;
  }

  /** Asks for all records, unless they are fresh. */
  void refresh(Tick now) {
    if (stale.isPresent() && now.isBefore(stale.get())) {
      return;
    }
    isAsking = true;
    stale = Optional.empty();
    fresh = UnicastProtocol.DETAIL_PERIOD;
    srv = Optional.empty();
    txt = Optional.empty();
    addresses.clear();
    browse.ask(now, name, Type.SRV, this::takeSrv);
    browse.ask(now, name, Type.TXT, this::takeTxt);
  }

  /** The round is over, and nothing of it failed. */
  void settle(Tick now) {
    if (!isAsking) {
      return;
    }
    isAsking = false;
    stale = Optional.of(now.plus(fresh));
    Optional<FoundService> service = service();
    if (service.isEmpty()) {
      told.ifPresent(unused -> browse.lost(instance));
    } else if (!isAsTold(service.get())) {
      browse.found(service.get());
    }
    told = service;
  }

  private void takeSrv(Tick now, Message answer) {
    srv =
        answers(answer, name, SRVRecord.class).stream()
            // "." means that the service is decidedly not available (RFC 2782).
            .filter(each -> !each.getTarget().equals(Name.root))
            .min(Comparator.comparingInt(SRVRecord::getPriority));
    srv.ifPresent(
        each -> {
          Name host = each.getTarget();
          takeAddresses(answer, Section.ADDITIONAL, host);
          // What a server adds of itself may be a part: a family that is missing is asked for.
          if (addresses.stream().noneMatch(java.net.Inet4Address.class::isInstance)) {
            browse.ask(now, host, Type.A, (then, more) -> takeAddresses(more, host));
          }
          if (addresses.stream().noneMatch(java.net.Inet6Address.class::isInstance)) {
            browse.ask(now, host, Type.AAAA, (then, more) -> takeAddresses(more, host));
          }
        });
  }

  private void takeTxt(Tick now, Message answer) {
    txt =
        answers(answer, name, TXTRecord.class).stream()
            .map(each -> Bytes.copyOf(each.rdataToWireCanonical()))
            .findFirst();
  }

  private void takeAddresses(Message answer, Name host) {
    takeAddresses(answer, Section.ANSWER, host);
  }

  private void takeAddresses(Message answer, int section, Name host) {
    answer.getSection(section).stream()
        .filter(each -> each.getName().equals(host))
        .forEach(
            each ->
                address(each)
                    .filter(unused -> addresses.size() < UnicastProtocol.MAX_ADDRESSES)
                    .ifPresent(
                        address -> {
                          addresses.add(address);
                          note(each);
                        }));
  }

  private <R extends Record> List<R> answers(Message answer, Name owner, Class<R> type) {
    List<R> found = new ArrayList<>();
    for (Record each : answer.getSection(Section.ANSWER)) {
      if (type.isInstance(each) && each.getName().equals(owner)) {
        found.add(type.cast(each));
        note(each);
      }
    }
    return found;
  }

  private void note(Record record) {
    fresh = Periods.within(record.getTTL(), fresh);
  }

  private Optional<FoundService> service() {
    return srv.isEmpty() || txt.isEmpty() || addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FoundService(
                instance,
                srv.get().getTarget().toString(true),
                srv.get().getPort(),
                txt.get(),
                List.copyOf(addresses),
                Optional.empty()));
  }

  /** Servers tell addresses in turns; their order means nothing. */
  private boolean isAsTold(FoundService now) {
    return told.filter(
            before ->
                before.host().equals(now.host())
                    && before.port() == now.port()
                    && before.txt().equals(now.txt())
                    && Set.copyOf(before.addresses()).equals(Set.copyOf(now.addresses())))
        .isPresent();
  }

  /** Link-local addresses mean nothing to somebody on another link. */
  private static Optional<InetAddress> address(Record record) {
    InetAddress address =
        record instanceof ARecord a
            ? a.getAddress()
            : record instanceof AAAARecord aaaa ? aaaa.getAddress() : null;
    return Optional.ofNullable(address).filter(PublicAddresses::isTold);
  }
}

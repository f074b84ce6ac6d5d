package dev.lanward.mdns.unicast;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Service;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * The messages that put a service into a zone and take it out (RFC 2136 section 2). Each is done as
 * a whole or not at all, and only while the instance's name is free or ours.
 */
final class Updates {
  private static final long TTL = UnicastProtocol.TTL_SECONDS;

  private final DomainNames names;
  private final Name zone;

  Updates(DomainNames names, Name zone) {
    this.names = names;
    this.zone = zone;
  }

  /** The record by which we know a registration for ours: nobody else has our host's UUID. */
  SRVRecord srv(Service service) {
    return new SRVRecord(
        names.of(service.instance()),
        DClass.IN,
        TTL,
        0,
        0,
        service.port(),
        names.of(service.host()));
  }

  /** Registers {@code service} where nobody has its name ("Name Is Not In Use", section 2.4.5). */
  Update claim(Service service, List<InetAddress> addresses) {
    Update update = new Update(zone);
    update.absent(names.of(service.instance()));
    pointers(service).forEach(update::add);
    update.add(srv(service));
    update.add(txt(service));
    return withAddresses(update, service, addresses);
  }

  /**
   * Registers {@code service} in the place of what {@code held} stands for ("RRset Exists (Value
   * Dependent)", section 2.4.2).
   *
   * @param before the service as it was registered, if it is known
   */
  Update replace(
      Service service, List<InetAddress> addresses, SRVRecord held, Optional<Service> before) {
    Update update = new Update(zone);
    update.addRecord(asPrerequisite(held), Section.PREREQ);
    List<Record> pointers = pointers(service);
    before.map(this::pointers).orElse(List.of()).stream()
        .filter(each -> !pointers.contains(each))
        .forEach(update::delete);
    pointers.forEach(update::add);
    update.replace(srv(service));
    update.replace(txt(service));
    return withAddresses(update, service, addresses);
  }

  /**
   * Takes {@code service} out, while it is ours.
   *
   * @param withHost whether nothing else of ours runs on its host
   */
  Update withdraw(Service service, SRVRecord held, boolean withHost) {
    Update update = new Update(zone);
    update.addRecord(asPrerequisite(held), Section.PREREQ);
    pointers(service).forEach(update::delete);
    update.delete(names.of(service.instance()));
    if (withHost) {
      deleteAddresses(update, service);
    }
    return update;
  }

  /** How long the server keeps what {@code answer} confirms; empty when it does not say. */
  static Optional<Duration> lease(Message answer) {
    OPTRecord options = answer.getOPT();
    List<EDNSOption> leases =
        options == null ? List.of() : options.getOptions(UnicastProtocol.UPDATE_LEASE_OPTION);
    if (leases.isEmpty() || !(leases.get(0) instanceof GenericEDNSOption lease)) {
      return Optional.empty();
    }
    // Code and length, two bytes each, go before.
    ByteBuffer data = ByteBuffer.wrap(lease.toWire()).position(4);
    if (data.remaining() != 4 && data.remaining() != 8) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(data.getInt() & 0xffffffffL))
        .filter(each -> !each.isZero());
  }

  /** "TTL must be specified as zero" (section 2.4.2), which the library does not see to. */
  private static Record asPrerequisite(SRVRecord held) {
    return new SRVRecord(
        held.getName(),
        DClass.IN,
        0,
        held.getPriority(),
        held.getWeight(),
        held.getPort(),
        held.getTarget());
  }

  private List<Record> pointers(Service service) {
    Name instance = names.of(service.instance());
    List<Record> pointers = new ArrayList<>();
    pointers.add(new PTRRecord(names.of(service.instance().type()), DClass.IN, TTL, instance));
    service.subtypes().stream()
        .sorted()
        .map(each -> names.subtype(service.instance().type(), each))
        .forEach(name -> pointers.add(new PTRRecord(name, DClass.IN, TTL, instance)));
    return pointers;
  }

  private Record txt(Service service) {
    // "An empty TXT record containing zero strings is not allowed" (RFC 6763 section 6.1).
    Bytes data = service.txt().length() == 0 ? Bytes.copyOf(new byte[1]) : service.txt();
    Record txt =
        Record.newRecord(names.of(service.instance()), Type.TXT, DClass.IN, TTL, data.toArray());
    if (txt == null) {
      throw new AssertionError("a service's TXT data are well formed");
    }
    return txt;
  }

  private Update withAddresses(Update update, Service service, List<InetAddress> addresses) {
    deleteAddresses(update, service);
    Name host = names.of(service.host());
    for (InetAddress each : addresses) {
      update.add(
          each instanceof Inet4Address
              ? new ARecord(host, DClass.IN, TTL, each)
              : new AAAARecord(host, DClass.IN, TTL, each));
    }
    byte[] lease = ByteBuffer.allocate(4).putInt(UnicastProtocol.LEASE_SECONDS).array();
    update.addRecord(
        new OPTRecord(
            UnicastProtocol.EDNS_BYTES,
            0,
            0,
            0,
            new GenericEDNSOption(UnicastProtocol.UPDATE_LEASE_OPTION, lease)),
        Section.ADDITIONAL);
    return update;
  }

  private void deleteAddresses(Update update, Service service) {
    Name host = names.of(service.host());
    update.delete(host, Type.A);
    update.delete(host, Type.AAAA);
  }
}

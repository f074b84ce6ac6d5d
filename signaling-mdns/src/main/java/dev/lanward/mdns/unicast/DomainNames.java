package dev.lanward.mdns.unicast;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.xbill.DNS.Name;

/** The names of services and hosts in a domain (RFC 6763 sections 4 and 7.1). */
final class DomainNames {
  /** The longest name, bytes (RFC 1035 section 2.3.4). */
  private static final int MAX_NAME_BYTES = 255;

  private static final String SUBTYPE_MARK = "_sub";

  private final Name domain;

  DomainNames(DnsDomain domain) {
    this.domain = domain.name();
  }

  Name of(ServiceType type) {
    return name(type.service(), type.protocol());
  }

  Name of(ServiceInstance instance) {
    return name(instance.name(), instance.type().service(), instance.type().protocol());
  }

  Name of(Browse browse) {
    return browse.subtype().map(each -> subtype(browse.type(), each)).orElse(of(browse.type()));
  }

  Name subtype(ServiceType type, String subtype) {
    return name(subtype, SUBTYPE_MARK, type.service(), type.protocol());
  }

  Name of(UUID host) {
    return name(host.toString());
  }

  /** The instance of {@code type} that {@code name} names; empty when it is none here. */
  Optional<ServiceInstance> instance(Name name, ServiceType type) {
    if (name.labels() != domain.labels() + 3 || !name.subdomain(of(type))) {
      return Optional.empty();
    }
    byte[] label = name.getLabel(0);
    try {
      String spelled =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(label, 1, label.length - 1))
              .toString();
      return Optional.of(new ServiceInstance(spelled, type));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Bytes of UTF-8 are a label as they stand, dots and backslashes included (section 4.1.1). */
  private Name name(String... labels) {
    byte[] tail = domain.toWire();
    ByteBuffer wire = ByteBuffer.allocate(MAX_NAME_BYTES);
    for (String each : labels) {
      byte[] raw = each.getBytes(StandardCharsets.UTF_8);
      wire.put((byte) raw.length).put(raw);
    }
    wire.put(tail).flip();
    byte[] whole = new byte[wire.remaining()];
    wire.get(whole);
    try {
      return new Name(whole);
    } catch (IOException e) {
      throw new AssertionError("labels of 1 to 63 bytes are a name", e);
    }
  }
}

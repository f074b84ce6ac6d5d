package dev.lanward.mdns;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xbill.DNS.Name;

/** The names of services as multicast DNS spells them (RFC 6763 sections 4, 7 and 9). */
final class ServiceNames {
  /** Under this name all types of services are told (RFC 6763 section 9). */
  static final Name TYPES = Name.fromConstantString("_services._dns-sd._udp.local.");

  private static final String SUBTYPE_MARK = "_sub";
  private static final String LOCAL = "local";

  /** {@code instance._service._protocol.local.}, with the root. */
  private static final int INSTANCE_LABELS = 5;

  private ServiceNames() {}

  static Name of(ServiceType type) {
    return name(type.service(), type.protocol(), LOCAL);
  }

  static Name of(ServiceInstance instance) {
    return name(instance.name(), instance.type().service(), instance.type().protocol(), LOCAL);
  }

  static Name subtype(ServiceType type, String subtype) {
    return name(subtype, SUBTYPE_MARK, type.service(), type.protocol(), LOCAL);
  }

  /** The instance of {@code type} that {@code name} names; empty when it is none. */
  static Optional<ServiceInstance> instance(Name name, ServiceType type) {
    if (name.labels() != INSTANCE_LABELS || !name.subdomain(of(type))) {
      return Optional.empty();
    }
    byte[] label = name.getLabel(0);
    ByteBuffer text = ByteBuffer.wrap(label, 1, label.length - 1);
    try {
      String spelled = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
      return Optional.of(new ServiceInstance(spelled, type));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Bytes of UTF-8 are a label as they stand, dots and backslashes included (section 4.1.1). */
  private static Name name(String... labels) {
    byte[][] raw = new byte[labels.length][];
    int length = 1;
    for (int i = 0; i < labels.length; i++) {
      raw[i] = labels[i].getBytes(StandardCharsets.UTF_8);
      length += 1 + raw[i].length;
    }
    ByteBuffer wire = ByteBuffer.allocate(length);
    for (byte[] each : raw) {
      wire.put((byte) each.length).put(each);
    }
    try {
      return new Name(wire.array());
    } catch (java.io.IOException e) {
      throw new AssertionError("labels of 1 to 63 bytes are a name", e);
    }
  }
}

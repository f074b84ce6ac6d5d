package dev.lanward.pairing;

import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

/**
 * What a device tells its peers about itself and where to find it (protocol sections 8 to 10).
 *
 * @param name for people, 1 to 64 characters
 * @param deviceType {@code [a-z0-9-]{1,32}}
 * @param host the device host, a UUIDv4
 * @param addresses at most 8
 * @param port the door's, 1 to 65535
 */
public record DeviceDescription(
    String name, String deviceType, UUID host, List<InetAddress> addresses, int port) {
  public DeviceDescription {
    Names.requireName(name);
    Names.requireType(deviceType);
    Uuids.requireVersion4(host);
    addresses = List.copyOf(addresses);
    if (addresses.size() > PairingLink.MAX_ADDRESSES) {
      throw new IllegalArgumentException("at most 8 addresses, not " + addresses.size());
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    return "DeviceDescription[" + name + ", " + deviceType + ", " + host + ", port " + port + "]";
  }
}

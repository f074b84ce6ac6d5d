package dev.lanward.peer;

import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.LocalAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Numbers for exits, as the cores of ice-offline want them. On the loop's thread. */
final class Exits {
  private static final int UDP_BYTES = 8;

  /** What DTLS 1.2 adds to a packet with AES-GCM. */
  private static final int RECORD_BYTES = 37;

  /**
   * What Ethernet carries, over IPv4. libwebrtc reads a record into 2,048 bytes and gives the
   * connection up at a longer one, so nothing longer is tried, whatever the link carries.
   */
  private static final int MOST_PACKET_BYTES = 1432;

  private final Map<DatagramExit, Integer> numbers = new IdentityHashMap<>();
  private final Map<Integer, DatagramExit> exits = new HashMap<>();
  private final ToIntFunction<InetAddress> mtuBytes;

  /** By exit, since whoever knocks makes us ask, and to look at all interfaces takes a while. */
  private final Map<Integer, Integer> packetBytes = new HashMap<>();

  private int last;

  Exits() {
    this(LocalAddresses::mtuBytes);
  }

  /**
   * @param mtuBytes of the interface that has an address, 0 where it is not known
   */
  Exits(ToIntFunction<InetAddress> mtuBytes) {
    this.mtuBytes = mtuBytes;
  }

  /** The path on which a datagram came. */
  Path path(DatagramExit via, InetSocketAddress remote) {
    return new Path(numbers.computeIfAbsent(via, this::number), remote);
  }

  /**
   * How long SCTP packets may be to fit the path's first link, or 0 when that is not known. The
   * kernel would take longer datagrams apart and tell nobody, so a probe cannot find this out.
   */
  int packetBytes(Path path) {
    DatagramExit exit = exits.get(path.localPortId());
    return exit == null
        ? 0
        : packetBytes.computeIfAbsent(
            path.localPortId(), id -> packetBytes(exit.localAddress().getAddress()));
  }

  /** The addresses at both ends of a path; nothing where its exit is gone. */
  Optional<Route> route(Path path) {
    return Optional.ofNullable(exits.get(path.localPortId()))
        .map(exit -> new Route(exit.localAddress().getAddress(), path.remote().getAddress()));
  }

  private int packetBytes(InetAddress local) {
    int headers = (local instanceof Inet6Address ? 40 : 20) + UDP_BYTES + RECORD_BYTES;
    return Math.min(MOST_PACKET_BYTES, Math.max(0, mtuBytes.applyAsInt(local) - headers));
  }

  /** Sends on a path, or drops: its exit may be gone. */
  void send(Path path, ByteBuffer datagram) {
    DatagramExit exit = exits.get(path.localPortId());
    if (exit != null) {
      exit.send(datagram, path.remote());
    }
  }

  void send(Transmit transmit) {
    send(transmit.path(), transmit.payload());
  }

  /**
   * Forgets the exits whose addresses have left the host, and how long packets may be.
   *
   * @return their numbers
   */
  List<Integer> forgetClosed() {
    packetBytes.clear();
    List<Integer> gone =
        exits.entrySet().stream()
            .filter(each -> !each.getValue().isOpen())
            .map(Map.Entry::getKey)
            .toList();
    exits.keySet().removeAll(gone);
    numbers.keySet().removeIf(exit -> !exit.isOpen());
    return gone;
  }

  private int number(DatagramExit fresh) {
    exits.put(++last, fresh);
    return last;
  }
}

package dev.lanward.peer;

import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.peer.io.DatagramExit;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Numbers for exits, as the cores of ice-offline want them. On the loop's thread. */
final class Exits {
  private final Map<DatagramExit, Integer> numbers = new IdentityHashMap<>();
  private final Map<Integer, DatagramExit> exits = new HashMap<>();
  private int last;

  /** The path on which a datagram came. */
  Path path(DatagramExit via, InetSocketAddress remote) {
    return new Path(numbers.computeIfAbsent(via, this::number), remote);
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

  /** Forgets the exits whose addresses have left the host. */
  void forgetClosed() {
    exits.values().removeIf(exit -> !exit.isOpen());
    numbers.keySet().removeIf(exit -> !exit.isOpen());
  }

  private int number(DatagramExit fresh) {
    exits.put(++last, fresh);
    return last;
  }
}

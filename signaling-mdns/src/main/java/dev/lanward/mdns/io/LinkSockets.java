package dev.lanward.mdns.io;

import dev.lanward.mdns.Arrival;
import dev.lanward.mdns.Family;
import dev.lanward.mdns.Link;
import dev.lanward.mdns.LinkAddress;
import dev.lanward.mdns.MdnsProtocol;
import dev.lanward.mdns.Transmit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of all links: one a link and family, as each sends to and hears its own link only.
 */
final class LinkSockets {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSockets.class);

  /** How many datagrams of one socket are read before timers and the other sockets have a turn. */
  private static final int BATCH = 64;

  private final Selector selector;
  private final Map<Route, Socket> sockets = new HashMap<>();
  private final Set<Route> reported = new HashSet<>();

  /** A byte more than is allowed, to notice what is longer. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MdnsProtocol.MAX_PACKET_BYTES + 1);

  LinkSockets(Selector selector) {
    this.selector = selector;
  }

  /**
   * Opens what is missing, closes what has gone, reopens where addresses changed (the system ties a
   * multicast socket to the address that the interface had).
   *
   * @return what could not be opened; it is tried again the next time
   */
  List<IOException> update(List<LinkScanner.Found> found) {
    Map<Route, LinkScanner.Found> wanted = new HashMap<>();
    for (LinkScanner.Found each : found) {
      for (Family family : Family.values()) {
        if (each.link().speaks(family)) {
          wanted.put(new Route(each.link().index(), family), each);
        }
      }
    }
    for (Route route : List.copyOf(sockets.keySet())) {
      LinkScanner.Found now = wanted.get(route);
      Socket socket = sockets.get(route);
      if (socket != null
          && (now == null || !addresses(now.link(), route.family()).equals(socket.addresses()))) {
        close(route);
      }
    }
    reported.retainAll(wanted.keySet());
    List<IOException> failures = new ArrayList<>();
    wanted.forEach((route, device) -> openIfMissing(route, device, failures));
    return failures;
  }

  boolean isEmpty() {
    return sockets.isEmpty();
  }

  /** Sends; returns false when the system refused. */
  boolean send(Transmit transmit) {
    Socket socket = sockets.get(new Route(transmit.linkIndex(), transmit.family()));
    if (socket == null) {
      return false;
    }
    try {
      return socket.group().channel().send(transmit.payload().toBuffer(), transmit.destination())
          > 0;
    } catch (IOException e) {
      LOG.debug("sending on link {} to {}", transmit.linkIndex(), transmit.destination(), e);
      return false;
    }
  }

  /** Hands over what arrived on the selected sockets. */
  void receive(BiConsumer<Arrival, ByteBuffer> sink) {
    Set<SelectionKey> selected = selector.selectedKeys();
    for (SelectionKey each : selected) {
      if (each.isValid() && each.attachment() instanceof Route route) {
        receive(route, sink);
      }
    }
    selected.clear();
  }

  void closeAll() {
    List.copyOf(sockets.keySet()).forEach(this::close);
  }

  private void receive(Route route, BiConsumer<Arrival, ByteBuffer> sink) {
    for (int i = 0; i < BATCH; i++) {
      Socket socket = sockets.get(route);
      if (socket == null) {
        return;
      }
      buffer.clear();
      try {
        InetSocketAddress source = (InetSocketAddress) socket.group().channel().receive(buffer);
        if (source == null) {
          return;
        }
        buffer.flip();
        sink.accept(new Arrival(route.link(), source, socket.group().isGroupOnly()), buffer);
      } catch (IOException e) {
        LOG.debug("receiving on {}; the socket is opened anew", route, e);
        close(route);
      }
    }
  }

  private void openIfMissing(Route route, LinkScanner.Found device, List<IOException> failures) {
    if (sockets.containsKey(route)) {
      return;
    }
    try {
      GroupChannel group = GroupChannel.open(route.family(), device.device());
      group.channel().register(selector, SelectionKey.OP_READ, route);
      sockets.put(route, new Socket(group, addresses(device.link(), route.family())));
      reported.remove(route);
    } catch (IOException e) {
      failures.add(e);
      if (reported.add(route)) {
        LOG.warn(
            "no multicast DNS on {} over {}: {}; trying again",
            device.link().name(),
            route.family(),
            e.getMessage());
      }
    }
  }

  private void close(Route route) {
    Socket socket = sockets.remove(route);
    if (socket != null) {
      try {
        socket.group().channel().close();
      } catch (IOException e) {
        LOG.debug("closing {}", route, e);
      }
    }
  }

  private static List<LinkAddress> addresses(Link link, Family family) {
    return link.addresses().stream()
        .filter(each -> each.isIpv4() == (family == Family.IPV4))
        .toList();
  }

  private record Route(int link, Family family) {}

  private record Socket(GroupChannel group, List<LinkAddress> addresses) {}
}

package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Datagrams that wait to be fetched. */
final class Outbox {
  private final MdnsWriter writer;
  private final Counters counters;
  private final Deque<Transmit> queue = new ArrayDeque<>();

  Outbox(MdnsWriter writer, Counters counters) {
    this.writer = writer;
    this.counters = counters;
  }

  /** A response to everybody on a link. */
  void multicast(Route route, MdnsMessage response) {
    unicast(route.linkIndex(), route.group(), response);
  }

  /** A response to one neighbour. */
  void unicast(int linkIndex, InetSocketAddress destination, MdnsMessage response) {
    for (Bytes each : writer.writeSplit(response)) {
      queue.add(new Transmit(linkIndex, destination, each));
    }
  }

  /** A query to everybody on a link, small by construction. */
  void query(Route route, MdnsMessage query) {
    queue.add(new Transmit(route.linkIndex(), route.group(), MdnsWriter.write(query)));
  }

  /** Questions to everybody on a link, with what we know already, split as need be. */
  void queries(Route route, List<Question> questions, List<Rr> known) {
    for (Bytes each : writer.writeQueries(questions, known)) {
      queue.add(new Transmit(route.linkIndex(), route.group(), each));
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  Optional<Transmit> poll() {
    Optional<Transmit> next = Optional.ofNullable(queue.poll());
    next.ifPresent(unused -> counters.count(MdnsCounter.SENT));
    return next;
  }
}

package dev.lanward.mdns.io;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Link;
import dev.lanward.mdns.MdnsCore;
import dev.lanward.mdns.MdnsProtocol;
import dev.lanward.mdns.PrivateAdverts;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the core and its sockets on the links that there are. On the loop's thread. */
final class LinkWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

  /** So late at most does a private device that has anything to say see that its links changed. */
  private static final Duration PRIVATE_AGE = Duration.ofMillis(100);

  private final LinkScanner scanner;
  private final LinkSockets sockets;
  private final MdnsCore core;
  private final Duration period;
  private Optional<PrivateAdverts> adverts = Optional.empty();
  private Tick last;

  /**
   * @param period how often to look
   */
  LinkWatch(Tick now, LinkScanner scanner, LinkSockets sockets, MdnsCore core, Duration period) {
    this.scanner = scanner;
    this.sockets = sockets;
    this.core = core;
    this.period = period;
    this.last = now;
  }

  /**
   * Looks for the first time.
   *
   * @throws IOException when there are interfaces but none can be used
   */
  void begin(Tick now) throws IOException {
    List<LinkScanner.Found> found = scanner.scan();
    List<IOException> failures = sockets.update(found);
    if (sockets.isEmpty() && !failures.isEmpty()) {
      throw explained(failures.get(0));
    }
    if (found.isEmpty()) {
      LOG.warn("no network interface is up and can multicast; waiting for one");
    }
    core.setInterfaces(now, links(found));
  }

  /** From now on other links hear of other {@code names}. */
  void advertise(PrivateAdverts names) {
    adverts = Optional.of(names);
  }

  /**
   * Looks if it is time to. A private device looks before it says anything, so that nobody on
   * another link hears what it was called before.
   */
  void look(Tick now) throws SocketException {
    boolean isOld = adverts.isPresent() && !now.isBefore(last.plus(PRIVATE_AGE));
    if (!isOld && now.isBefore(next())) {
      return;
    }
    last = now;
    List<LinkScanner.Found> found = scanner.scan();
    sockets.update(found);
    if (adverts.isPresent()) {
      adverts.get().setInterfaces(now, links(found), core);
    } else {
      core.setInterfaces(now, links(found));
    }
  }

  /** When to look again, whatever happens. */
  Tick next() {
    return last.plus(period);
  }

  private static List<Link> links(List<LinkScanner.Found> found) {
    return found.stream().map(LinkScanner.Found::link).toList();
  }

  private static IOException explained(IOException cause) {
    String what =
        cause instanceof BindException
            ? "UDP port "
                + MdnsProtocol.PORT
                + " belongs to a program that does not share it; find it with"
                + " \"ss -lunp 'sport = :5353'\" and stop it, or let it set SO_REUSEADDR"
            : "no interface can be used for multicast DNS: " + cause.getMessage();
    return new IOException(what, cause);
  }
}

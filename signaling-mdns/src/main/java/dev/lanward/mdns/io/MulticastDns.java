package dev.lanward.mdns.io;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.pairing.AdvertKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Multicast DNS on this host's links, beside whatever else uses port 5353 there. {@link #builder}
 * is our own; a {@link MdnsDriver} may put another in its place.
 *
 * <pre>{@code
 * try (MulticastDns mdns = MulticastDns.builder().start()) {
 *   mdns.announce(host);
 *   ...
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread and return at once. Callbacks run on the one thread
 * of this object and must not block it. Nothing here looks a name up by the system's resolver.
 */
public interface MulticastDns extends AutoCloseable {

  /** A builder of our own, for IPv4 and IPv6, with the values that suit most programs. */
  static Builder builder() {
    return new Builder();
  }

  /** Answers for {@code <host>.local} from now on, on every link, and announces it. */
  void announce(UUID host);

  /** Answers for {@code host} no more, and tells so. */
  void withdraw(UUID host);

  /**
   * Whether {@code host} is free: true after 750 ms in which nobody answered for it, false as soon
   * as somebody does. Completes exceptionally with {@link IllegalStateException} when it is
   * announced by this object, or this is closed first.
   */
  CompletableFuture<Boolean> probe(UUID host);

  /**
   * Looks for the addresses of {@code <host>.local}.
   *
   * @param host whose addresses are wanted
   * @param timeout how long to go on at least, unless closed before
   * @param onAddress is told every address, link-local IPv6 ones with their scope, as soon as it is
   *     known; on the thread of this object; the same address again when it is heard on another
   *     link
   * @return to be closed when enough is known
   */
  Resolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress);

  /**
   * Makes {@code service} known, and announces its host as well. The same instance once more, with
   * other data, takes the place of the first. When {@link dev.lanward.mdns.MdnsLimits#services} are
   * published already nothing happens.
   *
   * @param service what to publish
   * @param onName is told under which name others see it, and again when a conflict changes that;
   *     on the thread of this object
   * @throws IllegalArgumentException when it is a service that the driver cannot publish; ours can
   *     every one
   */
  void publish(Service service, Consumer<ServiceInstance> onName);

  /**
   * Shows a private device from now on (protocol section 14.1): under random names, others every 12
   * to 15 minutes and on every other link. The old ones are taken back with their hosts, but for
   * where that would tell another network of them. Once at most.
   *
   * @param port the door's; one that is not the usual one is a mark by which the device is known
   * @param knocks the knocks that it answers
   * @param keys of the peers that recognise it
   * @return to be told what changes
   * @throws IllegalStateException when one is shown already
   * @throws UnsupportedOperationException by a driver other than our own, which cannot do that
   */
  default PrivateAdvertising advertisePrivately(
      int port, List<String> knocks, List<AdvertKey> keys) {
    throw new UnsupportedOperationException("only our own multicast DNS shows private devices");
  }

  /**
   * Takes a service back, but not its host.
   *
   * @param wanted the instance as it was given to {@link #publish}
   */
  void withdraw(ServiceInstance wanted);

  /**
   * Looks for services. {@code listener} is told at once what is known already, and by a driver
   * that knows no subtypes of those without the one looked for, too.
   *
   * @return to be closed when enough is known
   */
  Browsing browse(Browse browse, ServiceListener listener);

  /** What was counted since the start; nothing by a driver that does not count. */
  Map<MdnsCounter, Long> counters();

  /** Takes all names back and ends. A second call does nothing. */
  @Override
  void close();

  /** What to choose before starting our own. */
  final class Builder {
    private Optional<String> only = Optional.empty();
    private HostNames names = HostNames.none();
    private MdnsLimits limits = MdnsLimits.defaults();
    private Duration linkPoll = Duration.ofSeconds(2);
    private Consumer<MdnsEvent.HostConflict> onConflict = unused -> {};

    private Builder() {}

    /**
     * The one interface to use, such as {@code eth0}; it may appear later. Empty, as at first: all
     * that are up and can multicast, except loopback.
     */
    public Builder interfaces(Optional<String> name) {
      only = name;
      return this;
    }

    /** Names to answer for besides the announced ones. Asked on this object's thread. */
    public Builder names(HostNames recognised) {
      names = recognised;
      return this;
    }

    /** Other caps than {@link MdnsLimits#defaults}. */
    public Builder limits(MdnsLimits caps) {
      limits = caps;
      return this;
    }

    /** How often to look for changed interfaces and addresses; every 2 seconds at first. */
    public Builder linkPoll(Duration period) {
      if (period.isNegative() || period.isZero()) {
        throw new IllegalArgumentException("a period is more than nothing, was " + period);
      }
      linkPoll = period;
      return this;
    }

    /** Is told when another host speaks for one of our names; on this object's thread. */
    public Builder onConflict(Consumer<MdnsEvent.HostConflict> listener) {
      onConflict = listener;
      return this;
    }

    /**
     * Opens the sockets and starts. With no usable interface yet, waits for one in the background.
     *
     * @throws IOException when there are interfaces but none can be used, such as when another
     *     program has port 5353 for itself; the message says what to do
     */
    public MulticastDns start() throws IOException {
      return OwnMulticastDns.start(
          MdnsLoop.open(new LinkScanner(only), names, limits, linkPoll, onConflict));
    }
  }
}

package dev.lanward.mdns.io;

import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.MdnsLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Multicast DNS on this host's links, IPv4 and IPv6, beside whatever else uses port 5353 there.
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
public final class MulticastDns implements AutoCloseable {
  /** How long closing may take; the goodbye needs a fraction of it. */
  private static final Duration CLOSE_TIME = Duration.ofMillis(150);

  private final MdnsLoop loop;
  private final Thread thread;

  private MulticastDns(MdnsLoop loop) {
    this.loop = loop;
    this.thread = new Thread(loop, "lanward-mdns");
    thread.setDaemon(true);
  }

  /** A builder with the values that suit most programs. */
  public static Builder builder() {
    return new Builder();
  }

  /** Answers for {@code <host>.local} from now on, on every link, and announces it. */
  public void announce(UUID host) {
    loop.submit((core, now) -> core.addHost(now, host));
  }

  /** Answers for {@code host} no more, and tells so. */
  public void withdraw(UUID host) {
    loop.submit((core, now) -> core.removeHost(now, host));
  }

  /**
   * Whether {@code host} is free: true after 750 ms in which nobody answered for it, false as soon
   * as somebody does. Completes exceptionally with {@link IllegalStateException} when it is
   * announced by this object, or this is closed first.
   */
  public CompletableFuture<Boolean> probe(UUID host) {
    return loop.probe(host);
  }

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
  public Resolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress) {
    return loop.resolve(host, timeout, onAddress);
  }

  /** What was counted since the start. */
  public Map<MdnsCounter, Long> counters() {
    return loop.counters();
  }

  /** Takes all names back and ends, within a fifth of a second. A second call does nothing. */
  @Override
  public void close() {
    loop.stop();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_TIME.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to choose before starting. */
  public static final class Builder {
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
      MulticastDns mdns =
          new MulticastDns(
              MdnsLoop.open(new LinkScanner(only), names, limits, linkPoll, onConflict));
      mdns.thread.start();
      return mdns;
    }
  }
}

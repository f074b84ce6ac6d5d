package dev.lanward.peer;

import dev.lanward.mdns.io.MdnsDriver;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.TsigKey;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Names;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.PairingMode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A device on the local network: others pair with it and open data channels to it, and it does so
 * with others.
 *
 * <pre>{@code
 * try (Device device = Device.builder().name("Doorbell").type("camera").stateDirectory(path).start()) {
 *   PairingCode code = device.openPairing(Duration.ofMinutes(5));
 *   device.onSession(session -> session.onChannel("chat", channel -> channel.onText(channel::send)));
 *   ...
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread. Handlers run one at a time on one thread of the
 * device's, which a handler may block without harm to connections.
 */
public final class Device implements AutoCloseable {
  private final DeviceParts parts;

  Device(DeviceParts parts) {
    this.parts = parts;
  }

  /** A builder; a name and a state directory must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name, for people. */
  public String name() {
    return parts.self().name();
  }

  /** What kind of thing it is, such as {@code camera}. */
  public String type() {
    return parts.self().description().get().deviceType();
  }

  /** The SHA-256 fingerprint of this device's certificate. */
  public Fingerprint fingerprint() {
    return parts.self().identity().fingerprint();
  }

  /** The door's UDP port; nothing without a door. */
  public Optional<Integer> doorPort() {
    return parts.doorPort();
  }

  /**
   * The device host, {@code <uuid>.local}: for finding it, not for people. A private device's is
   * answered for in pairing mode only, and is another one each time.
   */
  public String host() {
    return parts.self().description().get().host() + ".local";
  }

  /** The addresses that peers are told now: at most eight, IPv4 first. */
  public List<InetAddress> addresses() {
    return parts.self().description().get().addresses();
  }

  /** Hears of each session that a peer opens. Replaces an earlier handler. */
  public void onSession(Consumer<Session> handler) {
    parts.listeners().onSession(handler);
  }

  /** Hears of each peer that has paired with this device. Replaces an earlier handler. */
  public void onPaired(Consumer<Peer> handler) {
    parts.listeners().onPaired(handler);
  }

  /**
   * Hears under which name the device stands in the domain of {@link Builder#dnsSd}, each time that
   * it gets there, the last time included. Replaces an earlier handler.
   */
  public void onRegistered(Consumer<String> handler) {
    parts.listeners().onRegistered(handler);
  }

  /** Hears of problems, those from before included. Replaces an earlier handler. */
  public void onProblem(Consumer<Problem> handler) {
    parts.problems().onProblem(handler);
  }

  /**
   * Opens pairing mode for {@code duration}: see {@link #openPairing(Duration, PairingListener)}.
   *
   * @return the first code, to be shown to a person
   */
  public PairingCode openPairing(Duration duration) {
    return openPairing(duration, invitation -> {});
  }

  /**
   * Opens pairing mode, or opens it anew. A code lives at most five minutes (see {@link
   * Builder#codeLifetime}), pairs once, and is burnt by three wrong guesses; while the opening
   * lasts another follows. Blocks for about a second, in which it asks the network for a nameplate
   * that nobody else has.
   *
   * @param duration how long codes are offered
   * @return the first code
   * @throws IllegalStateException when the device is closed or has no door
   */
  public PairingCode openPairing(Duration duration, PairingListener listener) {
    try {
      return parts.desk().open(duration, listener).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Closes pairing mode. Does nothing when it is closed. */
  public void closePairing() {
    parts.desk().close();
  }

  /** Everybody this device is paired with, oldest first. */
  public List<Peer> peers() {
    return parts.trust().all().stream().map(Peer::of).toList();
  }

  /** The sessions that are open now, whichever side began. */
  public List<Session> sessions() {
    return List.copyOf(parts.sessions().open());
  }

  /**
   * Gives a peer another name here.
   *
   * @return whether there is such a peer
   * @throws IllegalArgumentException when the name breaks section 8 of the protocol
   */
  public boolean rename(String peerId, String name) {
    return parts.keeper().update(peerId, pairing -> pairing.withName(checkedName(name))).join();
  }

  /** What of this device's media a peer may use; nothing where there is no such peer. */
  public Set<Grant> grants(String peerId) {
    return parts.sessions().media().map(desk -> desk.grants(peerId)).orElse(Set.of());
  }

  /**
   * Decides what of this device's media a peer may use. What is taken away ends at once.
   *
   * @return whether there is such a peer
   */
  public boolean grant(String peerId, Set<Grant> grants) {
    return parts.keeper().update(peerId, pairing -> pairing.withGrants(grants)).join();
  }

  /**
   * Forgets a peer: its sessions end at once, and its knocks get silence from now on.
   *
   * @return whether there was such a peer
   */
  public boolean revoke(String peerId) {
    return parts.keeper().revoke(peerId).join();
  }

  /**
   * Pairs this side with another device.
   *
   * @param codeOrLink what that device shows: {@code 7-482913}, {@code lanward:1?...}, or a web
   *     address with such a link behind its {@code #}
   * @return completes with the device, or exceptionally with a {@link LanwardException}; cancelling
   *     it ends the attempt
   */
  public CompletableFuture<Peer> pair(String codeOrLink) {
    return parts.dialer().pair(codeOrLink);
  }

  /**
   * Opens a session with a peer, wherever it is on the network now: it is looked for at its last
   * addresses, by its host names, and where an advert with its certificate, or one that only its
   * paired peers recognise, says that it is. Suspicious adverts are not followed. Whichever side
   * paired with the other, either can connect to a peer that runs a device; to a page in a browser
   * nobody can, and is told {@code not-found}.
   *
   * @return completes with the session, or exceptionally with a {@link LanwardException};
   *     cancelling it ends the attempt
   */
  public CompletableFuture<Session> connect(String peerId) {
    return connect(peerId, Optional.empty());
  }

  /**
   * The same, and the peer is also looked for where an advert in a domain of ordinary DNS (protocol
   * section 15) says that it is, which multicast need not reach.
   *
   * @param server a name server that answers for {@code domain}
   */
  public CompletableFuture<Session> connect(String peerId, DnsDomain domain, DnsServer server) {
    return connect(peerId, Optional.of(new DomainSource(parts.engine(), domain, server)));
  }

  private CompletableFuture<Session> connect(String peerId, Optional<DomainSource> domain) {
    return parts
        .trust()
        .find(peerId)
        .map(pairing -> parts.dialer().connect(pairing, domain))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new LanwardException(
                        "unknown-peer", "There is no pairing " + peerId + ": pair first.")));
  }

  /**
   * Looks for devices on the network until the search or this device is closed.
   *
   * @param type only devices of this type; private ones, which show none, are left out then, also
   *     those that are recognised
   * @param filter which of them {@code listener} is told of
   * @param listener is told of each that is there, at once of those that are known already
   * @throws LanwardException when multicast DNS cannot be used here ({@code no-multicast})
   */
  public NearbySearch browse(
      Optional<String> type, Predicate<Nearby> filter, NearbyListener listener)
      throws LanwardException {
    MulticastDns mdns =
        parts
            .mdns()
            .orElseThrow(() -> new LanwardException("no-multicast", parts.whyNoMulticast()));
    return parts.surroundings().search(mdns, type, filter, listener);
  }

  /**
   * Looks for devices in a domain of ordinary DNS (protocol section 15) until the search is closed.
   * {@code listener} also hears when all that the domain holds has been told, and of problems.
   *
   * @param server a name server that answers for {@code domain}
   * @param type only devices of this type
   * @param filter which of them {@code listener} is told of
   * @throws IOException when the system has no more sockets
   */
  public NearbySearch browse(
      DnsDomain domain,
      DnsServer server,
      Optional<String> type,
      Predicate<Nearby> filter,
      NearbyListener listener)
      throws IOException {
    return parts.surroundings().search(domain, server, type, filter, listener);
  }

  /**
   * Says bye to all peers and gives everything back, within half a second; a second more where a
   * name server of {@link Builder#dnsSd} does not answer any more.
   */
  @Override
  public void close() {
    parts.close();
  }

  /** Defects, for tests: exceptions that escaped a task of the loop. */
  long escapedExceptions() {
    return parts.engine().loop().escapedExceptions();
  }

  private static String checkedName(String name) {
    return Names.clean(name)
        .filter(name::equals)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a name has 1 to 64 characters, none of them invisible (protocol section 8)"));
  }

  /** What to choose before starting. */
  public static final class Builder {
    String name = "";
    String type = "device";
    Optional<Path> stateDirectory = Optional.empty();
    int port = PairingLink.DEFAULT_PORT;
    Optional<String> interfaceName = Optional.empty();
    boolean door = true;
    boolean multicast = true;
    MdnsDriver mdnsDriver = MdnsDriver.own();
    Visibility visibility = Visibility.VISIBLE;
    Optional<DomainAdvert.Place> dnsSd = Optional.empty();
    Duration codeLifetime = PairingMode.CODE_LIFETIME;
    Optional<MediaPort> media = Optional.empty();
    Set<Grant> grants = Set.of();

    private Builder() {}

    /** The name that people see: 1 to 64 characters, none of them invisible. */
    public Builder name(String deviceName) {
      name = checkedName(deviceName);
      return this;
    }

    /** What kind of thing it is: {@code [a-z0-9-]{1,32}}, such as {@code camera}. */
    public Builder type(String deviceType) {
      if (!Names.isType(deviceType)) {
        throw new IllegalArgumentException(
            "a type is 1 to 32 of a-z, 0-9 and - (protocol section 8), not " + deviceType);
      }
      type = deviceType;
      return this;
    }

    /** Where identity and pairings are kept; made when it is not there. */
    public Builder stateDirectory(Path directory) {
      stateDirectory = Optional.of(directory);
      return this;
    }

    /** The door's UDP port, 47470 at first; 0 for any that is free. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("a port is 0 to 65535, not " + number);
      }
      port = number;
      return this;
    }

    /** The one network interface to use, such as {@code eth0}; at first all. */
    public Builder interfaceName(String interfaceToUse) {
      interfaceName = Optional.of(interfaceToUse);
      return this;
    }

    /** Knocks at others and lets nobody in: may share a state directory with a running device. */
    public Builder withoutDoor() {
      door = false;
      return this;
    }

    /** No multicast DNS: peers find it by its addresses only, and it them. */
    public Builder withoutMdns() {
      multicast = false;
      return this;
    }

    /**
     * By what multicast DNS is done: by ours at first, which can do all that a device asks. With
     * another {@link #advertisedPrivately} makes {@link #start} throw an {@link
     * UnsupportedOperationException}.
     */
    public Builder mdns(MdnsDriver driver) {
      mdnsDriver = driver;
      return this;
    }

    /**
     * Shows nobody on the network that this device is there; whoever is paired with it finds it all
     * the same. Otherwise a device with a door shows its name, its type and its fingerprint.
     */
    public Builder unadvertised() {
      visibility = Visibility.UNADVERTISED;
      return this;
    }

    /**
     * Shows this device to its paired peers alone (protocol section 14.1): they recognise it under
     * the name that they know, and connect to it wherever it is; strangers see a random name, which
     * changes every quarter of an hour and with every link. While pairing mode is open everybody
     * sees that somebody pairs here, and by which nameplate. Takes the place of {@link
     * #unadvertised}.
     *
     * <p>{@link #port} should stay the usual one: another is a mark by which the device is known.
     * Not together with {@link #dnsSd}.
     */
    public Builder advertisedPrivately() {
      visibility = Visibility.PRIVATE;
      return this;
    }

    /**
     * Also tells the device in a domain of ordinary DNS (protocol section 15), for peers that
     * multicast does not reach. Starting does not wait for the server, and the device works without
     * it: {@link Device#onProblem} and {@link Device#onRegistered} hear how it goes.
     *
     * <p>Not together with {@link #unadvertised} or {@link #advertisedPrivately}.
     *
     * @param server the primary server of the zone that {@code domain} is in
     * @param key what the server lets change it
     */
    public Builder dnsSd(DnsDomain domain, DnsServer server, TsigKey key) {
      dnsSd = Optional.of(new DomainAdvert.Place(domain, server, key));
      return this;
    }

    /**
     * How long a pairing code, and the link beside it, is shown before another takes its place: at
     * most the five minutes that are usual. Less is for a screen that strangers pass by.
     */
    public Builder codeLifetime(Duration lifetime) {
      PairingMode.requireCodeLifetime(lifetime);
      codeLifetime = lifetime;
      return this;
    }

    /**
     * Gives the device media; it is closed with the device.
     *
     * @param granted what a peer may use of it that pairs from now on, and one of whom nobody has
     *     decided yet
     */
    public Builder media(MediaPort port, Set<Grant> granted) {
      media = Optional.of(port);
      grants = Set.copyOf(granted);
      return this;
    }

    /**
     * Starts.
     *
     * @throws LanwardException when the port is taken ({@code address-in-use})
     * @throws dev.lanward.peer.store.StateException when the state directory cannot be used
     * @throws IOException when the network cannot be used
     */
    public Device start() throws IOException, LanwardException {
      if (name.isEmpty() || stateDirectory.isEmpty()) {
        throw new IllegalStateException("a device needs a name and a state directory");
      }
      if (dnsSd.isPresent() && visibility != Visibility.VISIBLE) {
        throw new IllegalStateException("only a visible device is told in DNS");
      }
      return new Device(DeviceParts.start(this, stateDirectory.get()));
    }
  }
}

package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Placeholder with the agreed signatures; the engine is being fitted. */
public final class Device implements AutoCloseable {
  private Device() {}

  public static Builder builder() {
    return new Builder();
  }

  public String name() {
    throw new UnsupportedOperationException();
  }

  public String type() {
    throw new UnsupportedOperationException();
  }

  public Fingerprint fingerprint() {
    throw new UnsupportedOperationException();
  }

  /** The door's UDP port; empty for a Device without a door. */
  public Optional<Integer> doorPort() {
    throw new UnsupportedOperationException();
  }

  /** "<uuid>.local" */
  public String host() {
    throw new UnsupportedOperationException();
  }

  /** The addresses it tells peers, at most 8, as literals, IPv4 first. */
  public List<java.net.InetAddress> addresses() {
    throw new UnsupportedOperationException();
  }

  public void onSession(Consumer<Session> handler) {}

  public void onPaired(Consumer<Peer> handler) {}

  public void onProblem(Consumer<Problem> handler) {}

  /** Blocks about a second (asks whether the nameplate is free). */
  public PairingCode openPairing(Duration duration) {
    throw new UnsupportedOperationException();
  }

  public PairingCode openPairing(Duration duration, PairingListener listener) {
    throw new UnsupportedOperationException();
  }

  public void closePairing() {}

  public List<Peer> peers() {
    throw new UnsupportedOperationException();
  }

  public List<Session> sessions() {
    throw new UnsupportedOperationException();
  }

  public boolean rename(String id, String name) {
    throw new UnsupportedOperationException();
  }

  public boolean revoke(String id) {
    throw new UnsupportedOperationException();
  }

  /** This side as the page: completes exceptionally with LanwardException. cancel() stops it. */
  public CompletableFuture<Peer> pair(String codeOrLink) {
    throw new UnsupportedOperationException();
  }

  public CompletableFuture<Session> connect(String peerId) {
    throw new UnsupportedOperationException();
  }

  /** Says bye to all, within half a second. */
  @Override
  public void close() {}

  public static final class Builder {
    public Builder name(String name) {
      return this;
    }

    public Builder type(String type) {
      return this;
    }

    public Builder stateDirectory(Path directory) {
      return this;
    }

    /** The door's port; 47470 at first; 0 takes any that is free. */
    public Builder port(int port) {
      return this;
    }

    public Builder interfaceName(String name) {
      return this;
    }

    /** Only knocks at others (pair, connect, trust): no door, no lock on the state directory. */
    public Builder withoutDoor() {
      return this;
    }

    /** No multicast DNS: peers find it by address only. */
    public Builder withoutMdns() {
      return this;
    }

    public Device start() throws IOException, LanwardException {
      throw new UnsupportedOperationException();
    }
  }
}

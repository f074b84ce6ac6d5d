package dev.lanward.attackers;

import dev.lanward.core.Tick;
import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.io.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What every attacker stands on: one loop thread, DTLS, and a source of randomness. */
final class Network implements AutoCloseable {
  private final Loop loop;
  private final DtlsHandshakes handshakes;
  private final SecureRandom random = new SecureRandom();

  private Network(Loop loop) {
    this.loop = loop;
    this.handshakes = new DtlsHandshakes(DtlsLimits.DEFAULT, loop, random);
  }

  static Network start() throws IOException {
    return new Network(Loop.start("lanward-attacker"));
  }

  /** A fresh identity, such as a browser makes. */
  Identity newIdentity() {
    Instant now = Instant.now();
    return Identity.generate(random, now.minus(1, ChronoUnit.DAYS), now.plus(30, ChronoUnit.DAYS));
  }

  /** The address of this host from which datagrams to {@code target} leave. Sends nothing. */
  static InetAddress addressTowards(InetSocketAddress target) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(target);
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }
  }

  Loop loop() {
    return loop;
  }

  DtlsHandshakes handshakes() {
    return handshakes;
  }

  SecureRandom random() {
    return random;
  }

  Tick now() {
    return loop.now();
  }

  /** Runs {@code work} on the loop's thread and waits for it. */
  <T> T onLoop(Callable<T> work) throws IOException, InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    handshakes.close();
    loop.close();
  }
}

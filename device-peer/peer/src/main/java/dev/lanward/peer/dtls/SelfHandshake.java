package dev.lanward.peer.dtls;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A handshake of one credential with itself in memory; the calling thread plays the loop. */
final class SelfHandshake {
  private static final byte[] PROBE = {'l', 'a', 'n', 'w', 'a', 'r', 'd'};

  /** A slow machine is no broken one, and nobody waits at the other end. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private @Nullable DtlsEndpoint server;
  private @Nullable DtlsEndpoint client;
  private @Nullable String outcome;

  private SelfHandshake() {}

  static void run(DtlsLimits limits, DtlsCredential own, int rounds) {
    SelfHandshake self = new SelfHandshake();
    try (DtlsHandshakes handshakes =
        new DtlsHandshakes(
            limits.withHandshakeTime(PATIENCE), self.loop::add, new SecureRandom())) {
      for (int round = 0; round < rounds; round++) {
        self.once(handshakes, own);
      }
    }
  }

  private void once(DtlsHandshakes handshakes, DtlsCredential own) {
    outcome = null;
    server =
        handshakes
            .start(DtlsRole.SERVER, "server", own, own.fingerprint(), this::toClient, new Echo())
            .orElseThrow(() -> new IllegalStateException("the DTLS self-test was refused"));
    client =
        handshakes
            .start(DtlsRole.CLIENT, "client", own, own.fingerprint(), this::toServer, new Prober())
            .orElseThrow(() -> new IllegalStateException("the DTLS self-test was refused"));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (outcome == null) {
      runOne(deadline);
    }
    if (!"ok".equals(outcome)) {
      throw new IllegalStateException("the DTLS self-test failed: " + outcome);
    }
    client.close();
    server.close();
    loop.clear();
  }

  private void runOne(long deadline) {
    try {
      Runnable task = loop.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (task == null) {
        outcome = "no answer within the time limit";
      } else {
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = "interrupted";
    }
  }

  private void toClient(ByteBuffer datagram) {
    pass(datagram, false);
  }

  private void toServer(ByteBuffer datagram) {
    pass(datagram, true);
  }

  /** Both endpoints share one scratch buffer, so neither may be entered from within the other. */
  private void pass(ByteBuffer datagram, boolean towardsServer) {
    byte[] copy = new byte[datagram.remaining()];
    datagram.get(copy);
    loop.add(
        () -> {
          DtlsEndpoint to = towardsServer ? server : client;
          if (to != null) {
            to.handleDatagram(ByteBuffer.wrap(copy));
          }
        });
  }

  private class Echo implements DtlsListener {
    @Override
    public void connected() {}

    @Override
    public void applicationData(ByteBuffer plain) {
      if (server != null) {
        server.send(plain);
      }
    }

    @Override
    public void failed(DtlsFailure failure) {
      outcome = failure.toString();
    }

    @Override
    public void closed(DtlsClose reason) {
      outcome = reason.toString();
    }
  }

  private final class Prober extends Echo {
    @Override
    public void connected() {
      if (client != null) {
        client.send(ByteBuffer.wrap(PROBE));
      }
    }

    @Override
    public void applicationData(ByteBuffer plain) {
      outcome = plain.equals(ByteBuffer.wrap(PROBE)) ? "ok" : "the echo differs";
    }
  }
}

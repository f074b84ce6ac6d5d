package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.store.StateDirectory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "At most 4 pairing sessions are open at once, 2 from one address, each for at most 30 s." */
@Timeout(30)
class PairingEndTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;

  /** What the stranger has seen, and the end of the pairing. */
  private final CompletableFuture<String> stranger = new CompletableFuture<>();

  private final CompletableFuture<Boolean> verified = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  @Test
  void whoeverFinishesDtlsAndNeverStartsSctpIsSentAwayInTime() throws Exception {
    StateDirectory state = StateDirectory.open(directory);
    Trust trust = new Trust(identity().fingerprint());
    try (Engine engine = Engine.start();
        TrustKeeper keeper =
            TrustKeeper.start(state.openTrustStore(), trust, new Problems(engine.callbacks()))) {
      assertTrue(engine.onLoop(() -> new Stranger(engine, keeper).knock()));
      assertTrue(verified.get(20, TimeUnit.SECONDS), "DTLS came to be");
      Ending ending = ended.get(20, TimeUnit.SECONDS);
      assertEquals(Ending.Kind.CLOSED_HERE, ending.kind());
      assertEquals("its time is over", ending.detail());
      assertEquals("closed " + DtlsClose.PEER_CLOSED, stranger.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void theTimeIsTheProtocolsAndAMomentToSaySo() {
    assertEquals(Duration.ofSeconds(32), PairingEnd.SESSION_TIME);
  }

  private static Identity identity() {
    return Identity.generate(new SecureRandom(), Instant.now(), Instant.now().plusSeconds(1000));
  }

  /** A DTLS client that says nothing once it is let in, joined to a pairing without a network. */
  private final class Stranger implements DtlsListener, PairingEnd.Host {
    private final Engine engine;
    private final PairingEnd end;
    private final DtlsCredential own = DtlsCredential.of(identity());
    private DtlsEndpoint endpoint;

    Stranger(Engine engine, TrustKeeper keeper) {
      this.engine = engine;
      this.end =
          new PairingEnd(
              engine,
              keeper,
              () -> {
                throw new AssertionError("there is no control channel");
              },
              true,
              SHORT,
              this);
    }

    void knock() {
      DtlsCredential door = DtlsCredential.of(identity());
      boolean begun =
          end.connection()
              .handshake(
                  "stranger",
                  door,
                  own.fingerprint(),
                  datagram -> later(datagram, copy -> endpoint.handleDatagram(copy)));
      assertTrue(begun);
      endpoint =
          engine
              .handshakes()
              .start(
                  DtlsRole.CLIENT,
                  "door",
                  own,
                  door.fingerprint(),
                  datagram -> later(datagram, end.connection()::handleDatagram),
                  this)
              .orElseThrow();
    }

    /** Neither end may be entered from within the other. */
    private void later(ByteBuffer datagram, Consumer<ByteBuffer> to) {
      ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
      engine.onLoop(() -> to.accept(copy));
    }

    @Override
    public void connected() {
      // And never a word.
    }

    @Override
    public void applicationData(ByteBuffer plain) {
      // An ABORT, at most.
    }

    @Override
    public void failed(DtlsFailure failure) {
      stranger.complete("failed " + failure);
    }

    @Override
    public void closed(DtlsClose reason) {
      stranger.complete("closed " + reason);
    }

    @Override
    public void verified() {
      verified.complete(true);
    }

    @Override
    public void progressed() {
      // Nothing progresses.
    }

    @Override
    public void paired(Pairing pairing) {
      ended.completeExceptionally(new AssertionError("paired"));
    }

    @Override
    public void ended(PairingEnd over, Ending ending) {
      ended.complete(ending);
    }
  }
}

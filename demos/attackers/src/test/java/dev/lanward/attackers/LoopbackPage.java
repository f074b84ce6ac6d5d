package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.dtls.DtlsCredential;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The least page. */
final class LoopbackPage implements AutoCloseable {
  final Network network;
  final Identity identity;

  LoopbackPage() throws Exception {
    network = Network.start();
    identity = network.newIdentity();
  }

  PairingAttempt.Result pair(InetSocketAddress door, PairingCode code) throws Exception {
    return PairingAttempt.run(network, door, identity, code, Duration.ofSeconds(10));
  }

  /**
   * Connects as a paired page and leaves again; says how DTLS ended, {@code silence} when the door
   * did not answer in {@code patience}.
   */
  String connect(InetSocketAddress door, Fingerprint device, PairingKey key, Duration patience)
      throws Exception {
    PairedKnock knock = new PairedKnock(freshNonce());
    String doorPwd = key.doorPwd(knock.nonce(), device, identity.fingerprint());
    Knocking.Plan plan =
        new Knocking.Plan(door, knock, doorPwd, DtlsCredential.of(identity), device);
    CompletableFuture<String> result = new CompletableFuture<>();
    Knocking.Listener listener =
        new Knocking.Listener() {
          @Override
          public void handshake(Endpoint.Handshake handshake) {
            if (!handshake.isOpen()) {
              result.complete(handshake.result());
            }
          }

          @Override
          public void ready() {
            result.complete("open");
          }
        };
    Knocking knocking = network.onLoop(() -> Knocking.start(network, plan, listener));
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return network.onLoop(knocking::isAnswered) ? "answered" : "silence";
    } finally {
      network.onLoop(
          () -> {
            knocking.close();
            return true;
          });
    }
  }

  @Override
  public void close() {
    network.close();
  }

  private Bytes freshNonce() {
    byte[] nonce = new byte[PairingKey.NONCE_BYTES];
    network.random().nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }
}

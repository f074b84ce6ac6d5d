package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.ice.PairingKnock;
import dev.lanward.pairing.CodePairingPage;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairMessage;
import dev.lanward.pairing.Paired;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingOutcome;
import dev.lanward.peer.dtls.DtlsCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One pairing by code, played as a page plays it. */
final class PairingAttempt implements Knocking.Listener {

  /**
   * How it ended.
   *
   * @param result {@code paired}, {@code refused}, {@code failed}, {@code silence} when the knock
   *     had no answer, {@code broken} when the connection ended
   * @param code what says more: a refusal's code, a failure's reason
   * @param left guesses left, as a refusal said; -1 where nobody said
   */
  record Result(String result, String code, int left) {}

  private final Network network;
  private final Identity page;
  private final PairingCode code;
  private final CompletableFuture<Result> done = new CompletableFuture<>();
  private @Nullable Knocking knocking;
  private @Nullable CodePairingPage session;

  private PairingAttempt(Network network, Identity page, PairingCode code) {
    this.network = network;
    this.page = page;
    this.code = code;
  }

  /**
   * Tries {@code code} at {@code door}, and waits for what comes of it, at most {@code patience}.
   */
  static Result run(
      Network network, InetSocketAddress door, Identity page, PairingCode code, Duration patience)
      throws IOException, InterruptedException {
    PairingAttempt attempt = new PairingAttempt(network, page, code);
    PairingKnock knock = new PairingKnock(page.fingerprint());
    Knocking.Plan plan =
        new Knocking.Plan(
            door,
            knock,
            knock.doorPwd(),
            DtlsCredential.of(page),
            PairingCertificate.fingerprint());
    Knocking knocking = network.onLoop(() -> attempt.start(plan));
    try {
      return attempt.done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      boolean answered = network.onLoop(knocking::isAnswered);
      return new Result(answered ? "broken" : "silence", "timed-out", -1);
    } catch (ExecutionException e) {
      throw new AssertionError("only completed with results", e);
    } finally {
      network.onLoop(
          () -> {
            knocking.close();
            return true;
          });
    }
  }

  private Knocking start(Knocking.Plan plan) throws IOException {
    knocking = Knocking.start(network, plan, this);
    return knocking;
  }

  @Override
  public void ready() {
    session =
        CodePairingPage.start(
            network.now(),
            code,
            page.fingerprint(),
            PairingCertificate.fingerprint(),
            "attacker",
            network.random());
    drain(session);
  }

  @Override
  public void message(String text) {
    CodePairingPage pairing = session;
    if (pairing == null) {
      return;
    }
    try {
      Bytes utf8 = Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
      if (ControlMessage.read(utf8) instanceof PairMessage message) {
        pairing.handleMessage(network.now(), message);
      }
    } catch (MalformedMessageException e) {
      pairing.handleMalformed(network.now());
    }
    drain(pairing);
  }

  @Override
  public void ended(String why) {
    done.complete(new Result("broken", why, -1));
  }

  private void drain(CodePairingPage pairing) {
    for (Optional<PairMessage> next = pairing.pollTransmit();
        next.isPresent();
        next = pairing.pollTransmit()) {
      say(next.get());
    }
    pairing.outcome().ifPresent(this::conclude);
  }

  private void conclude(PairingOutcome outcome) {
    if (outcome instanceof Paired) {
      say(new ControlMessage.Bye(ControlMessage.Bye.Reason.CLOSING));
      done.complete(new Result("paired", "", -1));
    } else if (outcome instanceof PairingOutcome.Refused refused) {
      done.complete(new Result("refused", refused.code().code(), refused.left()));
    } else if (outcome instanceof PairingOutcome.Failed failed) {
      String reason = failed.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      done.complete(new Result("failed", reason, -1));
    }
  }

  private void say(ControlMessage message) {
    if (knocking != null) {
      knocking.send(StandardCharsets.UTF_8.decode(message.write().toBuffer()).toString());
    }
  }
}

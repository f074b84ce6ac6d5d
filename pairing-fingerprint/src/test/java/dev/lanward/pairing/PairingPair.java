package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** A device in pairing mode and pages that pair with it, on a virtual clock. */
final class PairingPair {
  static final Fingerprint DEVICE = Fingerprint.ofCertificate(new byte[] {1});
  static final Fingerprint PAGE = Fingerprint.ofCertificate(new byte[] {2});
  static final Fingerprint PRESENTED = PairingCertificate.fingerprint();
  static final InetAddress SOURCE = IpLiteral.parse("192.168.1.7").orElseThrow();
  static final DeviceDescription DESCRIPTION =
      new DeviceDescription(
          "Front door",
          "camera",
          UUID.fromString("00000000-0000-4000-8000-000000000001"),
          List.of(IpLiteral.parse("192.168.1.20").orElseThrow()),
          47_470);

  final Random random = new Random(42);
  final PairingMode mode = PairingMode.create(DEVICE, () -> DESCRIPTION, random);
  Tick now = new Tick(Long.MAX_VALUE - 1_000_000_000L);

  void advance(Duration duration) {
    now = now.plus(duration);
    mode.handleTimeout(now);
  }

  PairingCode open() {
    return mode.open(now, 7, Duration.ofHours(1));
  }

  PairingCode code() {
    return mode.code(now).orElseThrow();
  }

  static PairingCode wrong(PairingCode code) {
    return new PairingCode(code.nameplate(), code.pin().equals("000000") ? "000001" : "000000");
  }

  CodePairingPage page(PairingCode code) {
    return CodePairingPage.start(now, code, PAGE, PRESENTED, "Tablet", random);
  }

  PairingSession device() {
    return mode.openCodeSession(now, SOURCE, PAGE);
  }

  /** Runs both until neither sends; every message goes through its wire form. */
  void run(PairingSession page, PairingSession device) {
    for (int round = 0; round < 20; round++) {
      boolean moved = deliver(page, device);
      if (!(deliver(device, page) || moved)) {
        return;
      }
    }
    throw new AssertionError("they never stop talking");
  }

  boolean deliver(PairingSession from, PairingSession to) {
    List<PairMessage> sent = drain(from);
    sent.forEach(message -> to.handleMessage(now, overTheWire(message)));
    return !sent.isEmpty();
  }

  /** Opens a session with a guess and returns how the device took it. */
  PairingOutcome guess(PairingCode code) {
    PairingSession device = device();
    run(page(code), device);
    return device.outcome().orElseThrow();
  }

  List<PairingEvent> events() {
    List<PairingEvent> events = new ArrayList<>();
    for (Optional<PairingEvent> e = mode.pollEvent(); e.isPresent(); e = mode.pollEvent()) {
      events.add(e.get());
    }
    return events;
  }

  static List<PairMessage> drain(PairingSession session) {
    List<PairMessage> sent = new ArrayList<>();
    for (Optional<PairMessage> m = session.pollTransmit();
        m.isPresent();
        m = session.pollTransmit()) {
      sent.add(m.get());
    }
    return sent;
  }

  static PairMessage overTheWire(PairMessage message) {
    try {
      return (PairMessage) ControlMessage.read(message.write());
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  static Paired paired(PairingSession session) {
    assertTrue(session.outcome().orElseThrow() instanceof Paired, () -> "" + session.outcome());
    return (Paired) session.outcome().orElseThrow();
  }

  static PairingOutcome failed(PairingOutcome.Reason reason) {
    return new PairingOutcome.Failed(reason);
  }

  static PairingOutcome refused(Refusal code, int left) {
    return new PairingOutcome.Refused(code, left);
  }
}

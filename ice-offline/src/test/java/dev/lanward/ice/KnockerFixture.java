package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A knocker with a clock, and everything it says. The test plays the door. */
final class KnockerFixture {
  static final TestPage PAGE = TestKeys.withPairings(1).page("p0", TestPage.nonce(1));

  final Knocker knocker;
  final List<KnockerEvent> events = new ArrayList<>();
  final List<Transmit> sent = new ArrayList<>();
  final List<Tick> sentAt = new ArrayList<>();
  private final StunReader reader = new StunReader();
  Tick now = new Tick(Long.MAX_VALUE - 5_000_000_000L); // the counter overflows on the way

  KnockerFixture() {
    this(KnockerTimes.defaults());
  }

  KnockerFixture(KnockerTimes times) {
    knocker = Knocker.create(PAGE.knock(), PAGE.doorPwd, times, new Random(3), now);
  }

  /** A knocker that has connected over {@code way(1, 1)}. */
  static KnockerFixture connected() {
    KnockerFixture fixture = new KnockerFixture();
    fixture.add(Pair.way(1, 1));
    fixture.answer(0);
    return fixture;
  }

  void add(Path path) {
    knocker.addCandidate(now, path);
    drain();
  }

  void forgetPort(int localPortId) {
    knocker.forgetPort(now, localPortId);
    drain();
  }

  void doubt() {
    knocker.doubt(now);
    drain();
  }

  /** Lets time pass, with every timeout at its moment. */
  void later(Duration time) {
    Tick end = now.plus(time);
    while (knocker.nextTimeout().isPresent() && !end.isBefore(knocker.nextTimeout().get())) {
      Tick next = knocker.nextTimeout().get();
      now = now.isBefore(next) ? next : now;
      knocker.handleTimeout(now);
      drain();
      assertTrue(
          knocker.nextTimeout().isEmpty() || now.isBefore(knocker.nextTimeout().get()),
          "a timeout that was handled is over");
    }
    now = end;
  }

  KnockerDisposition give(Path path, ByteBuffer datagram) {
    KnockerDisposition disposition = knocker.handleDatagram(now, path, datagram);
    drain();
    return disposition;
  }

  /** Gives it and wants nothing to happen. */
  void silent(KnockerCounter why, Path path, ByteBuffer datagram) {
    long before = knocker.count(why);
    int said = sent.size();
    int told = events.size();
    assertEquals(KnockerDisposition.DROPPED, give(path, datagram));
    assertEquals(before + 1, knocker.count(why), why.name());
    assertEquals(said, sent.size(), "a datagram where silence is due");
    assertEquals(told, events.size(), "an event where nothing happened");
  }

  /** Answers the {@code i}th datagram as a door does. */
  void answer(int i) {
    assertEquals(KnockerDisposition.STUN_HANDLED, give(sent.get(i).path(), success(i)));
  }

  void answerLast() {
    answer(sent.size() - 1);
  }

  void refuse(int i, int code) {
    assertEquals(KnockerDisposition.STUN_HANDLED, give(sent.get(i).path(), error(i, code)));
  }

  ByteBuffer success(int i) {
    return finish(
        StunWriter.success(transaction(i)).xorMappedAddress(Addresses.of("10.0.1.1", 50_000)));
  }

  ByteBuffer error(int i, int code) {
    return finish(StunWriter.error(transaction(i)).errorCode(code, "No"));
  }

  ByteBuffer finish(StunWriter response) {
    return response.messageIntegrity(PAGE.key()).fingerprint().toBuffer();
  }

  Bytes transaction(int i) {
    return read(i).transactionId();
  }

  /** The {@code i}th datagram, read. */
  StunReader read(int i) {
    assertEquals(StunProblem.NONE, reader.read(sent.get(i).payload()));
    return reader;
  }

  KnockerEvent last() {
    return events.get(events.size() - 1);
  }

  private void drain() {
    for (var out = knocker.pollTransmit(); out.isPresent(); out = knocker.pollTransmit()) {
      sent.add(out.get());
      sentAt.add(now);
    }
    for (var event = knocker.pollEvent(); event.isPresent(); event = knocker.pollEvent()) {
      events.add(event.get());
    }
  }
}

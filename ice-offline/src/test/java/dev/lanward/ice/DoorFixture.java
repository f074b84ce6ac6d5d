package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A door with a clock, and everything it says. */
final class DoorFixture {
  static final ByteBuffer CLIENT_HELLO = record(22, 0, 1);
  static final ByteBuffer APPLICATION_DATA = record(23, 1, 0);

  final TestKeys keys;
  final Door door;
  final List<DoorEvent> events = new ArrayList<>();
  final List<Transmit> transmits = new ArrayList<>();
  Tick now = new Tick(Long.MAX_VALUE - 5_000_000_000L); // the counter overflows on the way

  DoorFixture(TestKeys keys) {
    this(keys, Limits.defaults());
  }

  DoorFixture(TestKeys keys, Limits limits) {
    this.keys = keys;
    this.door = Door.create(keys, limits, new Random(1), now);
  }

  static Path path(int host) {
    return path(host, 50_000);
  }

  static Path path(int host, int port) {
    return new Path(
        0, Addresses.of("10." + (host >> 16) + "." + (host >> 8 & 255) + "." + (host & 255), port));
  }

  static ByteBuffer record(int type, int epoch, int firstByte) {
    ByteBuffer record = ByteBuffer.allocate(40);
    record.put((byte) type).putShort((short) 0xfefd).putShort((short) epoch);
    record.position(11).putShort((short) 27).put((byte) firstByte);
    return record.rewind();
  }

  Disposition give(Path path, ByteBuffer datagram) {
    Disposition disposition = door.handleDatagram(now, path, datagram);
    drain();
    return disposition;
  }

  /** Gives it and wants silence. */
  void silent(Path path, ByteBuffer datagram) {
    int said = transmits.size();
    int told = events.size();
    assertEquals(Disposition.DROPPED, give(path, datagram));
    assertEquals(said, transmits.size(), "an answer where silence is due");
    assertEquals(told, events.size(), "an event where nothing happened");
  }

  /** Gives it and wants it answered to where it came from. */
  ByteBuffer answered(Path path, ByteBuffer datagram) {
    int said = transmits.size();
    assertEquals(Disposition.STUN_HANDLED, give(path, datagram));
    assertEquals(said + 1, transmits.size());
    Transmit answer = transmits.get(said);
    assertEquals(path, answer.path());
    return answer.payload();
  }

  /** Opens a session and gives its number. */
  SessionId open(Path path, TestPage page) {
    answered(path, page.nomination());
    return opened().session();
  }

  DoorEvent.SessionOpened opened() {
    return (DoorEvent.SessionOpened) events.get(events.size() - 1);
  }

  void later(Duration time) {
    now = now.plus(time);
    door.handleTimeout(now);
    drain();
  }

  void ended(SessionId session, EndReason reason) {
    assertTrue(
        events.contains(new DoorEvent.SessionEnded(session, reason)),
        "not ended for " + reason + ": " + events);
  }

  void drain() {
    door.pollTransmit()
        .ifPresent(
            transmit -> {
              transmits.add(transmit);
              drain();
            });
    for (var event = door.pollEvent(); event.isPresent(); event = door.pollEvent()) {
      events.add(event.get());
    }
  }
}

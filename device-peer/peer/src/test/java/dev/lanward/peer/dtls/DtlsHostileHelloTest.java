package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ClientHellos cut to pieces, and pieces that lie: RFC 6347 section 4.2.3. */
@Timeout(60)
class DtlsHostileHelloTest {
  private static final int HEADERS = Records.HEADER_BYTES + 12;

  /** So that pieces of one record have numbers of their own. */
  private static final int STRETCH = 48;

  private static final DtlsLimits BRIEF =
      new DtlsLimits(32, 4, Duration.ofMillis(400), Duration.ofMillis(25), 64, 1200);

  private static boolean isHello(byte[] datagram) {
    return datagram[0] == Records.TYPE_HANDSHAKE
        && datagram[Records.HEADER_BYTES] == 1
        && Records.epoch(ByteBuffer.wrap(datagram)) == 0;
  }

  /** A link that lets {@code mangled} pieces of the ClientHello pass instead of it. */
  private static UnaryOperator<List<byte[]>> cutting(UnaryOperator<List<byte[]>> mangled, int cut) {
    return sent -> {
      byte[] whole = sent.get(0);
      if (!isHello(whole)) {
        Records.split(ByteBuffer.wrap(whole), DtlsHostileHelloTest::stretch);
        return sent;
      }
      int body = whole.length - HEADERS;
      List<byte[]> pieces = new ArrayList<>();
      for (int at = 0; at < body; at += cut) {
        pieces.add(piece(whole, at, Math.min(cut, body - at), pieces.size()));
      }
      return mangled.apply(pieces);
    };
  }

  private static void stretch(ByteBuffer record) {
    if (Records.epoch(record) == 0) {
      record.putShort(9, (short) (STRETCH * record.getShort(9)));
    }
  }

  private static byte[] piece(byte[] whole, int offset, int length, int number) {
    ByteBuffer made = ByteBuffer.allocate(HEADERS + length);
    made.put(whole, 0, HEADERS).put(whole, HEADERS + offset, length);
    made.putShort(9, (short) (STRETCH * made.getShort(9) + number));
    made.putShort(11, (short) (12 + length));
    made.putShort(Records.HEADER_BYTES + 7, (short) offset);
    made.putShort(Records.HEADER_BYTES + 10, (short) length);
    return made.array();
  }

  private static byte[] altered(byte[] piece, int index, int value) {
    byte[] lie = piece.clone();
    ByteBuffer.wrap(lie).putShort(index, (short) value);
    return lie;
  }

  private static void connects(UnaryOperator<List<byte[]>> mangled, int cut) {
    try (DtlsPair pair = new DtlsPair()) {
      pair.toServer = cutting(mangled, cut);
      pair.start().connect();
      pair.client.send("in one piece");
      pair.until(() -> !pair.server.received.isEmpty());
      assertEquals(List.of("in one piece"), pair.server.received);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 16, 60})
  void itIsPutTogetherFromManyPieces(int cut) {
    connects(pieces -> pieces, cut);
  }

  @Test
  void thePiecesMayComeInAnyOrder() {
    for (long seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      connects(
          pieces -> {
            Collections.shuffle(pieces, random);
            return pieces;
          },
          9);
    }
  }

  @Test
  void thePiecesMayComeTwice() {
    connects(
        pieces -> {
          List<byte[]> twice = new ArrayList<>(pieces);
          twice.addAll(pieces);
          return twice;
        },
        9);
  }

  @Test
  void thePiecesMayOverlap() {
    try (DtlsPair pair = new DtlsPair()) {
      pair.toServer =
          sent -> {
            byte[] whole = sent.get(0);
            if (!isHello(whole)) {
              Records.split(ByteBuffer.wrap(whole), DtlsHostileHelloTest::stretch);
              return sent;
            }
            int body = whole.length - HEADERS;
            List<byte[]> out = new ArrayList<>();
            for (int at = 0; at < body; at += 8) {
              out.add(piece(whole, at, Math.min(24, body - at), out.size()));
            }
            return out;
          };
      pair.start().connect();
    }
  }

  @Test
  void piecesThatLieAboutTheirOwnLengthAreIgnored() {
    connects(
        pieces -> {
          List<byte[]> out = new ArrayList<>();
          byte[] first = pieces.get(0);
          // More than the record holds, reaching beyond the message, and beginning beyond it.
          out.add(numbered(altered(first, Records.HEADER_BYTES + 10, 0xffff), 40));
          out.add(numbered(altered(first, Records.HEADER_BYTES + 7, 0xfff0), 41));
          out.add(numbered(altered(first, Records.HEADER_BYTES + 10, 13), 42));
          out.addAll(pieces);
          return out;
        },
        32);
  }

  private static byte[] numbered(byte[] record, int number) {
    return altered(record, 9, number);
  }

  @Test
  void piecesOfMessagesFarAheadAreIgnored() {
    connects(
        pieces -> {
          List<byte[]> out = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            out.add(numbered(altered(pieces.get(0), Records.HEADER_BYTES + 4, 1_000 + i), 40 + i));
          }
          out.addAll(pieces);
          return out;
        },
        32);
  }

  @Test
  void twoLengthsForOneMessageCostThisHandshakeAndNoMore() {
    // Whoever can send from the peer's address can spoil a handshake: it is not authenticated yet.
    try (DtlsPair pair = new DtlsPair(BRIEF)) {
      pair.toServer =
          cutting(
              pieces -> {
                List<byte[]> out = new ArrayList<>();
                out.add(numbered(altered(pieces.get(0), Records.HEADER_BYTES + 2, 9_999), 40));
                out.addAll(pieces);
                return out;
              },
              32);
      pair.start();
      pair.until(() -> pair.server.isDecided() && pair.client.isDecided());
      assertEquals(new DtlsFailure.TimedOut(), pair.server.failure);
    }
    connects(pieces -> pieces, 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {16_385, 65_535, 0xff_ffff})
  void aHelloBeyondTheLimitIsNeverPutTogether(int announced) {
    try (DtlsPair pair = new DtlsPair(BRIEF)) {
      pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
      ByteBuffer record = ByteBuffer.allocate(HEADERS + 1_000);
      record.put((byte) 22).putShort((short) 0xfefd).putShort((short) 0);
      record.position(11).putShort((short) 1_012);
      record.put((byte) 1).put((byte) (announced >> 16)).putShort((short) announced);
      for (int i = 0; i < 70; i++) {
        record.putShort(9, (short) i);
        record.putShort(Records.HEADER_BYTES + 7, (short) (1_000 * i));
        record.putShort(Records.HEADER_BYTES + 10, (short) 1_000);
        pair.server.endpoint.handleDatagram(record.duplicate().clear());
      }
      pair.until(() -> pair.server.isDecided());
      assertEquals(new DtlsFailure.TimedOut(), pair.server.failure);
    }
  }

  @Test
  void aHelloOfNonsenseIsAViolationThatIsNamed() {
    try (DtlsPair pair = new DtlsPair(BRIEF)) {
      pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
      ByteBuffer record = ByteBuffer.allocate(HEADERS + 60);
      record.put((byte) 22).putShort((short) 0xfefd).position(11).putShort((short) 72);
      record.put((byte) 1).put((byte) 0).putShort((short) 60);
      record.position(Records.HEADER_BYTES + 10).putShort((short) 60);
      record.putShort(HEADERS, (short) 0xfefd);
      record.put(HEADERS + 34, (byte) 99); // a session id of 99 bytes
      pair.server.endpoint.handleDatagram(record.clear());
      pair.until(() -> pair.server.isDecided());
      assertInstanceOf(DtlsFailure.ProtocolViolation.class, pair.server.failure);
    }
  }

  @Test
  void plaintextHandshakesOnAnOpenConnectionChangeNothing() {
    // Anybody can send these; RFC 6347 section 4.1.2.7 has them dropped.
    try (DtlsPair pair = new DtlsPair()) {
      List<byte[]> handshake = new ArrayList<>();
      pair.toServer =
          sent -> {
            handshake.addAll(sent);
            return sent;
          };
      pair.start().connect();
      pair.toServer = sent -> sent;
      int before = pair.datagramsToClient;
      for (int round = 0; round < 20; round++) {
        for (byte[] datagram : handshake) {
          byte[] later = datagram.clone();
          ByteBuffer.wrap(later).putShort(9, (short) (1_000 + round));
          pair.server.endpoint.handleDatagram(ByteBuffer.wrap(later));
          pair.client.endpoint.handleDatagram(ByteBuffer.wrap(later));
        }
        byte[] helloRequest = new byte[HEADERS];
        helloRequest[0] = 22;
        helloRequest[1] = (byte) 0xfe;
        helloRequest[2] = (byte) 0xfd;
        helloRequest[10] = (byte) (100 + round);
        helloRequest[12] = 12;
        pair.client.endpoint.handleDatagram(ByteBuffer.wrap(helloRequest));
      }
      pair.client.send("unmoved");
      pair.until(() -> !pair.server.received.isEmpty());
      assertEquals(List.of("unmoved"), pair.server.received);
      assertNull(pair.server.closed);
      assertNull(pair.client.closed);
      int answers = pair.datagramsToClient - before;
      if (answers > 60) {
        throw new AssertionError(answers + " answers to 60 datagrams amplify");
      }
    }
  }
}

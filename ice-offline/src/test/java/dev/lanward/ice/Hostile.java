package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Somebody on the link who sends whatever could hurt, by a seed. */
final class Hostile {
  private final Random random;
  private final List<Bytes> overheard = new ArrayList<>();
  private final StunIntegrity integrity = new StunIntegrity();

  Hostile(long seed) {
    random = new Random(seed);
  }

  /** A datagram that others exchanged, to be repeated and damaged. */
  void overhear(ByteBuffer datagram) {
    overheard.add(Bytes.copyOf(datagram));
  }

  ByteBuffer next() {
    return switch (random.nextInt(overheard.isEmpty() ? 4 : 7)) {
      case 0 -> noise();
      case 1 -> dtls();
      case 2 -> attributes();
      case 3 -> unpairedKnock();
      case 4 -> damaged();
      case 5 -> mended();
      default -> repeated(some());
    };
  }

  private ByteBuffer noise() {
    byte[] noise = new byte[random.nextInt(300)];
    random.nextBytes(noise);
    return ByteBuffer.wrap(noise);
  }

  private ByteBuffer dtls() {
    return DoorFixture.record(20 + random.nextInt(44), random.nextInt(2), random.nextInt(20));
  }

  /** A sound header, and attributes of any type and any length. */
  private ByteBuffer attributes() {
    byte[] message = new byte[20 + 4 * random.nextInt(40)];
    random.nextBytes(message);
    ByteBuffer buffer = ByteBuffer.wrap(message);
    int[] types = {0x0001, 0x0011, 0x0101, 0x0111};
    buffer.putShort(0, (short) types[random.nextInt(4)]);
    buffer.putShort(2, (short) (message.length - 20)).putInt(4, StunProtocol.MAGIC_COOKIE);
    int[] known = {6, 8, 9, 10, 0x1c, 0x20, 0x24, 0x25, 0x8022, 0x8028, 0x8029, 0x802a};
    for (int at = 20; at + 4 <= message.length; at += 4 + 4 * random.nextInt(6)) {
      buffer.putShort(at, (short) known[random.nextInt(known.length)]);
      buffer.putShort(at + 2, (short) random.nextInt(24));
    }
    return buffer;
  }

  /** A knock that is right in every way, but for the key. */
  private ByteBuffer unpairedKnock() {
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    TestPage page = new TestPage(new PairedKnock(Bytes.copyOf(nonce)).ufrag(), "z".repeat(24));
    return page.named("u" + Math.abs(random.nextInt()) + "aaa").nomination();
  }

  private ByteBuffer damaged() {
    byte[] datagram = some().toArray();
    for (int i = 0; i <= random.nextInt(4); i++) {
      datagram[random.nextInt(datagram.length)] ^= (byte) (1 << random.nextInt(8));
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(datagram.length) : datagram.length;
    return ByteBuffer.wrap(datagram, 0, length);
  }

  /** Damaged, but with a FINGERPRINT that is right, so that the MAC has to notice. */
  private ByteBuffer mended() {
    byte[] datagram = some().toArray();
    int body = datagram.length - 8;
    datagram[random.nextInt(body)] ^= (byte) (1 << random.nextInt(8));
    StunProtocol.putInt32(datagram, body + 4, integrity.fingerprint(datagram, body));
    return ByteBuffer.wrap(datagram);
  }

  /** As it was, in a buffer that cannot be written to and does not begin at zero. */
  private static ByteBuffer repeated(Bytes datagram) {
    ByteBuffer direct = ByteBuffer.allocateDirect(datagram.length() + 3);
    direct.position(3);
    direct.put(datagram.toBuffer()).position(3);
    return direct.asReadOnlyBuffer();
  }

  private Bytes some() {
    return overheard.get(random.nextInt(overheard.size()));
  }
}

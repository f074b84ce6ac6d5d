package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.ice.Knock;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.PairingKnock;
import dev.lanward.ice.StunKey;
import dev.lanward.ice.StunWriter;
import dev.lanward.pairing.Fingerprint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes datagrams that a door must not answer. One thread. */
final class FloodMix {
  /** What a flood is made of. */
  enum Kind {
    /** Bytes without any sense. */
    RANDOM,
    /** The header of a DTLS record and bytes. */
    DTLS,
    /** A paired knock under a key that no pairing has. */
    STRANGER,
    /** A link knock under a secret that no link has. */
    LINK,
    /** A pairing knock: right, and to be ignored outside of pairing mode only. */
    PAIRING,
    /** A right knock, but for one bit. */
    FLIPPED,
    /** A knock that was used before. */
    REPLAYED,
    /** STUN as it should be that is no knock. */
    JUNK
  }

  private static final int MAX_RANDOM_BYTES = 1_200;
  private static final int BINDING_INDICATION = 0x0011;
  private static final int PRIORITY = 0x6e7f1eff;

  private final RandomGenerator random;
  private final Optional<StolenKeys> keys;

  /** Knocks that were used, or as near to it as we have. */
  private final List<Bytes> used;

  private @Nullable Bytes lastStranger;

  /**
   * A mix.
   *
   * @param keys to make right knocks with, one bit of which is then flipped
   * @param recording whose knocks are repeated
   */
  FloodMix(RandomGenerator random, Optional<StolenKeys> keys, Optional<Recording> recording) {
    this.random = random;
    this.keys = keys;
    this.used =
        recording.map(Recording::flows).orElse(List.of()).stream()
            .flatMap(flow -> flow.fromPage().stream())
            .map(Recording.Packet::bytes)
            .filter(each -> Recording.knockIn(each).filter(kind -> !kind.equals("lw0")).isPresent())
            .toList();
  }

  /** How many different knocks there are to repeat. */
  int usedKnocks() {
    return used.size();
  }

  /** One datagram of {@code kind}. */
  ByteBuffer next(Kind kind) {
    return switch (kind) {
      case RANDOM -> ByteBuffer.wrap(bytes(1 + random.nextInt(MAX_RANDOM_BYTES)));
      case DTLS -> dtls();
      case STRANGER -> stranger();
      case LINK -> knock(new LinkKnock(Bytes.copyOf(bytes(12)), randomFingerprint()), password());
      case PAIRING -> pairing();
      case FLIPPED -> flipped();
      case REPLAYED -> replayed();
      case JUNK -> junk();
    };
  }

  private ByteBuffer stranger() {
    ByteBuffer datagram = knock(new PairedKnock(Bytes.copyOf(bytes(12))), password());
    lastStranger = Bytes.copyOf(datagram);
    return datagram;
  }

  private ByteBuffer dtls() {
    byte[] record = bytes(13 + random.nextInt(300));
    record[0] = (byte) (20 + random.nextInt(44));
    record[1] = (byte) 0xfe;
    record[2] = (byte) 0xfd;
    return ByteBuffer.wrap(record);
  }

  private ByteBuffer pairing() {
    PairingKnock knock = new PairingKnock(randomFingerprint());
    return knock(knock, knock.doorPwd());
  }

  private ByteBuffer flipped() {
    byte[] right = rightKnock().toArray();
    int bit = random.nextInt(8 * right.length);
    right[bit / 8] ^= (byte) (1 << (bit % 8));
    return ByteBuffer.wrap(right);
  }

  private Bytes rightKnock() {
    if (keys.isPresent()) {
      StolenKeys.One one = keys.get().first();
      PairedKnock knock = new PairedKnock(Bytes.copyOf(bytes(12)));
      String pwd = one.key().doorPwd(knock.nonce(), keys.get().device(), one.page());
      return Bytes.copyOf(knock(knock, pwd));
    }
    return used.isEmpty() ? Bytes.copyOf(pairing()) : used.get(random.nextInt(used.size()));
  }

  private ByteBuffer replayed() {
    if (!used.isEmpty()) {
      return used.get(random.nextInt(used.size())).toBuffer();
    }
    Bytes again = lastStranger != null ? lastStranger : Bytes.copyOf(stranger());
    return again.toBuffer();
  }

  private ByteBuffer junk() {
    Bytes id = Bytes.copyOf(bytes(12));
    StunKey key = StunKey.ofPassword(password());
    StunWriter message =
        switch (random.nextInt(5)) {
          case 0 -> StunWriter.request(id);
          case 1 -> StunWriter.request(id).username("a:b").messageIntegrity(key);
          case 2 -> StunWriter.success(id).messageIntegrity(key);
          case 3 -> StunWriter.error(id).errorCode(401, "no");
          default -> StunWriter.request(id).attribute(0x7ffe, bytes(random.nextInt(600)));
        };
    ByteBuffer datagram = message.fingerprint().toBuffer();
    if (random.nextInt(8) == 0) {
      // The FINGERPRINT is wrong then, too.
      datagram.putShort(0, (short) BINDING_INDICATION);
    }
    return datagram;
  }

  private ByteBuffer knock(Knock knock, String doorPwd) {
    return StunWriter.request(Bytes.copyOf(bytes(12)))
        .username(knock.ufrag() + ":" + Bytes.copyOf(bytes(6)).toBase64())
        .priority(PRIORITY)
        .controlling(random.nextLong())
        .useCandidate()
        .messageIntegrity(StunKey.ofPassword(doorPwd))
        .fingerprint()
        .toBuffer();
  }

  private String password() {
    return Bytes.copyOf(bytes(18)).toBase64();
  }

  private Fingerprint randomFingerprint() {
    return new Fingerprint(Bytes.copyOf(bytes(Fingerprint.LENGTH_BYTES)));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}

package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a device says of itself (protocol section 14). */
class AdvertTest {
  private static final Fingerprint FINGERPRINT =
      new Fingerprint(Bytes.copyOf(new byte[Fingerprint.LENGTH_BYTES]));
  private static final List<String> KNOCKS = List.of("lw0", "lw1", "lw2", "lw3");

  @Provide
  Arbitrary<Advert> adverts() {
    Arbitrary<List<String>> knocks =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .numeric()
            .ofMinLength(1)
            .ofMaxLength(8)
            .list()
            .ofMinSize(1)
            .ofMaxSize(16);
    Arbitrary<Advert.PairingMode> pairing =
        Arbitraries.oneOf(
            Arbitraries.just(Advert.PairingMode.CLOSED),
            Arbitraries.just(new Advert.PairingMode(true, OptionalInt.empty())),
            Arbitraries.integers().between(1, 999).map(Advert.PairingMode::at));
    Arbitrary<Advert> visible =
        Combinators.combine(
                Arbitraries.integers().between(1, 255),
                knocks,
                pairing,
                bytes(32).map(Fingerprint::new),
                Arbitraries.strings().withChars("abz09-").ofMinLength(1).ofMaxLength(32))
            .as(Advert.Visible::new);
    Arbitrary<Advert> hidden =
        Combinators.combine(
                Arbitraries.integers().between(1, 255),
                knocks,
                pairing,
                Arbitraries.of(72, 136).flatMap(AdvertTest::bytes))
            .as(Advert.Private::new);
    return Arbitraries.oneOf(visible, hidden);
  }

  private static Arbitrary<Bytes> bytes(int count) {
    return Arbitraries.bytes().array(byte[].class).ofSize(count).map(Bytes::copyOf);
  }

  @Property
  void whatWasWrittenIsReadAsItWas(@ForAll("adverts") Advert advert) throws Exception {
    assertEquals(advert, AdvertReader.read(AdvertWriter.write(advert)));
  }

  @Property
  void aChangedByteIsReadAsAnAdvertOrRefused(
      @ForAll("adverts") Advert advert,
      @ForAll @IntRange(max = 400) int place,
      @ForAll byte value) {
    byte[] txt = AdvertWriter.write(advert).toArray();
    txt[place % txt.length] = value;
    readOrRefused(Bytes.copyOf(txt));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 1400) byte[] txt) {
    readOrRefused(Bytes.copyOf(txt));
  }

  private static void readOrRefused(Bytes txt) {
    try {
      Advert read = AdvertReader.read(txt);
      assertEquals(read, AdvertReader.read(AdvertWriter.write(read)));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 200);
    }
  }

  /** RFC 6763 section 6.2: "200 bytes or less". */
  @Test
  void usualDevicesNeedAtMost200Bytes() {
    Advert visible =
        new Advert.Visible(
            1, KNOCKS, Advert.PairingMode.at(999), FINGERPRINT, "instrument-panel-display-32-char");
    SplittableRandom random = new SplittableRandom(1);
    List<dev.lanward.pairing.AdvertKey> keys = new ArrayList<>();
    for (int i = 0; i < ResolvableId.GROUP; i++) {
      keys.add(PairingKey.generate(random).deviceAdvertKey());
    }
    Advert hidden =
        new Advert.Private(
            1, KNOCKS, Advert.PairingMode.at(999), ResolvableId.create(keys, random));

    assertEquals(135, AdvertWriter.write(visible).length());
    assertEquals(151, AdvertWriter.write(hidden).length());
  }

  @Test
  void whatCannotBeReadCannotBeMade() {
    Advert.PairingMode closed = Advert.PairingMode.CLOSED;
    assertThrows(
        IllegalArgumentException.class,
        () -> new Advert.Visible(0, KNOCKS, closed, FINGERPRINT, "nas"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Advert.Visible(1, List.of(), closed, FINGERPRINT, "nas"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Advert.Visible(1, List.of("a,b"), closed, FINGERPRINT, "nas"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Advert.Visible(1, KNOCKS, closed, FINGERPRINT, "NAS"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Advert.Private(1, KNOCKS, closed, Bytes.copyOf(new byte[71])));
    assertThrows(IllegalArgumentException.class, () -> Advert.PairingMode.at(1000));
    assertThrows(
        IllegalArgumentException.class, () -> new Advert.PairingMode(false, OptionalInt.of(1)));
  }

  @Test
  void onlyVisibleAdvertsHaveAFingerprint() {
    Advert visible = new Advert.Visible(1, KNOCKS, Advert.PairingMode.CLOSED, FINGERPRINT, "nas");
    Advert hidden =
        new Advert.Private(1, KNOCKS, Advert.PairingMode.CLOSED, Bytes.copyOf(new byte[72]));
    assertEquals(Optional.of(FINGERPRINT), visible.visibleFingerprint());
    assertEquals(Optional.empty(), hidden.visibleFingerprint());
  }
}

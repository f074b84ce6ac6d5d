package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** RFC 6763 section 6: the strings of a TXT record. */
class TxtStringsTest {

  private static Bytes data(String... strings) {
    Bytes all = Bytes.empty();
    for (String each : strings) {
      byte[] raw = each.getBytes(StandardCharsets.UTF_8);
      all = Bytes.concat(all, Bytes.copyOf(new byte[] {(byte) raw.length}), Bytes.copyOf(raw));
    }
    return all;
  }

  private static TxtStrings read(String... strings) throws Exception {
    return TxtStrings.read(data(strings));
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Bytes written = TxtStrings.writer().put("txtvers", "1").put("empty", "").toBytes();

    assertEquals(data("txtvers=1", "empty="), written);
    assertEquals(Optional.of("1"), TxtStrings.read(written).text("txtvers"));
    assertEquals(Optional.of(""), TxtStrings.read(written).text("empty"));
  }

  /** "Case is ignored when interpreting a key" (section 6.4). */
  @Test
  void section64KeysIgnoreCase() throws Exception {
    assertEquals(Optional.of("Yes"), read("PaPeR=Yes").text("pApEr"));
  }

  /** "If a client receives ... the same key more than once, ... MUST ... the first occurrence". */
  @Test
  void section64TheFirstOfTwoCounts() throws Exception {
    assertEquals(Optional.of("1"), read("a=1", "A=2").text("a"));
    assertEquals(Optional.empty(), read("a", "a=2").text("a"));
  }

  /** "strings beginning with an '=' character ... MUST be silently ignored". */
  @Test
  void section64StringsWithoutAKeyAreIgnored() throws Exception {
    TxtStrings read = read("=x", "", "b=1", "\u0001=x", "ü=x");
    assertEquals(Optional.of("1"), read.text("b"));
    assertFalse(read.has(""));
    assertFalse(read.has("\u0001"));
    assertFalse(read.has("ü"));
  }

  /** No "=", "=" and nothing after it, and no such key are three things (section 6.4). */
  @Test
  void section64AttributesMayHaveNoValue() throws Exception {
    TxtStrings read = read("flag", "empty=");
    assertTrue(read.has("flag"));
    assertEquals(Optional.empty(), read.value("flag"));
    assertEquals(Optional.of(Bytes.empty()), read.value("empty"));
    assertFalse(read.has("other"));
  }

  /** Values are opaque: "=" and any byte may stand in them (section 6.5). */
  @Test
  void section65ValuesAreOpaque() throws Exception {
    assertEquals(Optional.of("1=2"), read("a=1=2").text("a"));
    TxtStrings binary = TxtStrings.read(Bytes.ofHex("04613d0080"));
    assertEquals(Optional.of(Bytes.ofHex("0080")), binary.value("a"));
    assertEquals(Optional.empty(), binary.text("a"));
  }

  /** "an empty TXT record containing zero strings is not allowed", but is read as one (6.1). */
  @Test
  void section61EmptyDataAreNoStrings() throws Exception {
    assertFalse(TxtStrings.read(Bytes.empty()).has("a"));
    assertFalse(TxtStrings.read(Bytes.ofHex("00")).has("a"));
    assertEquals(Bytes.ofHex("00"), TxtStrings.writer().toBytes());
  }

  @Test
  void stringBeyondTheEndIsRefused() {
    MalformedMessageException refused =
        assertThrows(MalformedMessageException.class, () -> TxtStrings.read(Bytes.ofHex("03613d")));
    assertEquals(Reason.TRUNCATED, refused.reason());
    assertThrows(
        IllegalArgumentException.class,
        () -> Services.withTxt("a", Bytes.ofHex("03613d")),
        "what cannot be read is not published");
  }

  @Test
  void moreThan1300BytesAreRefused() {
    assertThrows(
        MalformedMessageException.class, () -> TxtStrings.read(Bytes.copyOf(new byte[1301])));
    assertThrows(
        IllegalArgumentException.class, () -> Services.withTxt("a", Bytes.copyOf(new byte[1301])));
  }

  @Test
  void valueBeyondAStringIsRefused() {
    TxtStrings.writer().put("a", "x".repeat(253));
    assertThrows(
        IllegalArgumentException.class, () -> TxtStrings.writer().put("a", "x".repeat(254)));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 1400) byte[] data) {
    try {
      TxtStrings.read(Bytes.copyOf(data)).text("a");
    } catch (MalformedMessageException e) {
      assertTrue(e.offset() >= 0);
    }
  }
}

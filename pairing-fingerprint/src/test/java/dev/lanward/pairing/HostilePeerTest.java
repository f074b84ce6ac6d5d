package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import dev.lanward.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer or a person types: an answer or a MalformedMessageException, never a crash. */
class HostilePeerTest {
  private static final List<JsonNode> MESSAGES =
      Vectors.entries("control-messages.json", "vectors");

  @Property(tries = 1000)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readControl(bytes);
  }

  @Property(tries = 3000)
  void aMessageWithChangedBytesIsReadOrRefused(
      @ForAll("message") byte[] message, @ForAll @IntRange(max = 400) int at, @ForAll byte value) {
    byte[] changed = message.clone();
    if (at < changed.length) {
      changed[at] = value;
    }
    readControl(changed);
    readControl(Arrays.copyOf(message, Math.min(at, message.length)));
  }

  @Property(tries = 1000)
  void anyMemberOfAnyTypeIsReadOrRefused(
      @ForAll("member") String member, @ForAll("value") String value, @ForAll("type") String type) {
    readControl(
        ("{" + type + ",\"" + member + "\":" + value + "}").getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void anyTextIsACodeALinkOrRefused(@ForAll @StringLength(max = 200) String text) {
    tryText(text);
    tryText("lanward:1?" + text);
    tryText("7-48" + text);
  }

  @Property(tries = 1000)
  void aCleanNameStaysAsItIs(@ForAll @StringLength(max = 100) String name) {
    Names.clean(name)
        .ifPresent(
            clean -> {
              assertEquals(clean, Names.requireName(clean));
              assertTrue(clean.codePointCount(0, clean.length()) <= 64);
            });
  }

  @Test
  void aMessageOfMoreThan65536BytesIsTooLong() throws Exception {
    String head = "{\"type\":\"revoke\",\"x\":\"";
    String fits = head + "y".repeat(65_536 - head.length() - 2) + "\"}";
    assertEquals(65_536, fits.length());
    ControlMessage.read(utf8(fits));
    assertEquals(Reason.TOO_LONG, refused(fits + " ").reason());
  }

  @Test
  void deepNestingIsRefusedWithoutRecursion() throws Exception {
    refused("{\"type\":\"revoke\",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}");
    refused("[".repeat(65_000));
    ControlMessage.read(
        utf8("{\"type\":\"revoke\",\"x\":" + "[".repeat(10) + "]".repeat(10) + "}"));
  }

  @Test
  void hugeNumbersAreRefusedUnparsed() {
    refused("{\"type\":\"revoke\",\"x\":" + "9".repeat(60_000) + "}");
    refused("{\"type\":\"revoke\",\"x\":1e" + "9".repeat(60_000) + "}");
  }

  /**
   * Read by the loop, whose other sessions wait: what grows with its square takes it for minutes.
   */
  @Test
  @Timeout(60)
  void aNameFullOfWhiteSpaceIsRefusedAsFastAsAnyOther() {
    String spaces = "x" + " ".repeat(65_000) + "x";
    for (int i = 0; i < 200; i++) {
      refused("{\"type\":\"hello\",\"version\":1,\"name\":\"" + spaces + "\"}");
      refused("{\"type\":\"pair\",\"step\":\"link\",\"name\":\"" + spaces + "\"}");
    }
  }

  /** Section 8: "after removal of control and format characters and surrounding white space". */
  @Test
  void allWhiteSpaceOfUnicodeIsTakenAwayAroundANameAndNothingElse() {
    Predicate<String> goes =
        Pattern.compile("[\\p{Cc}\\p{Cf}\\p{IsWhite_Space}]").asMatchPredicate();
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      String around = String.valueOf(c);
      if (!Character.isSurrogate(c)) {
        assertEquals(
            goes.test(around) ? "a" : around + "a" + around,
            Names.clean(around + "a" + around).orElseThrow(),
            () -> "U+" + Integer.toHexString(around.charAt(0)));
      }
    }
  }

  /** Parsers differ in which of two they take, so there may not be two. */
  @Test
  void aMemberThatStandsTwiceIsRefused() {
    refused("{\"type\":\"revoke\",\"type\":\"bye\",\"reason\":\"closing\"}");
    refused("{\"type\":\"hello\",\"version\":1,\"name\":\"a\",\"name\":\"b\"}");
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() {
    for (var charset :
        List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
      Bytes bytes = Bytes.copyOf("{\"type\":\"revoke\"}".getBytes(charset));
      assertThrows(MalformedMessageException.class, () -> ControlMessage.read(bytes));
    }
    for (String bad : List.of("ff", "c0af", "eda080", "f4908080", "c3")) {
      Bytes bytes =
          Bytes.concat(utf8("{\"type\":\"revoke\",\"x\":\""), Bytes.ofHex(bad), utf8("\"}"));
      assertThrows(MalformedMessageException.class, () -> ControlMessage.read(bytes));
    }
  }

  @Test
  void theOffsetOfABrokenByteIsInBytes() {
    assertEquals(0, refused("[]").offset());
    MalformedMessageException e = refused("{\"type\":\"\u00e4\u00e4\u00e4\", oops}");
    assertTrue(e.offset() >= 18, "at or behind the broken token, was " + e.offset());
  }

  @Test
  void whatIsRefusedIsNotQuoted() {
    MalformedMessageException e =
        refused("{\"type\":\"pair\",\"step\":\"share\",\"share\":\"SECRET\"}");
    assertTrue(!e.getMessage().contains("SECRET"));
    assertTrue(!refused("{\"type\":\"SECRET}").getMessage().contains("SECRET"));
  }

  @Test
  void aLongUnknownTypeIsCutAndMayNotBeSent() throws Exception {
    ControlMessage message = ControlMessage.read(utf8("{\"type\":\"" + "z".repeat(60_000) + "\"}"));
    assertEquals(new ControlMessage.Unknown("z".repeat(64)), message);
    assertThrows(IllegalArgumentException.class, message::write);
  }

  @Provide
  Arbitrary<byte[]> message() {
    return Arbitraries.of(MESSAGES)
        .map(v -> Vectors.text(v, "text").getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> member() {
    return Arbitraries.of(
        "name",
        "version",
        "deviceType",
        "host",
        "addresses",
        "port",
        "fingerprint",
        "key",
        "share",
        "confirm",
        "sealed",
        "code",
        "left",
        "reason");
  }

  @Provide
  Arbitrary<String> value() {
    return Arbitraries.of(
        "null",
        "true",
        "0",
        "-1",
        "1",
        "65536",
        "1.5",
        "1e9",
        "9999999999",
        "\"\"",
        "\"a\"",
        "\"\\u0000\"",
        "\"\\udc00\"",
        "[]",
        "[null]",
        "[[]]",
        "[\"1.2.3.4\"]",
        "{}",
        "{\"a\":1}",
        "\"AAAA\"",
        "\"====\"");
  }

  @Provide
  Arbitrary<String> type() {
    return Arbitraries.of(
        "\"type\":\"hello\"",
        "\"type\":\"hello\",\"version\":1",
        "\"type\":\"hello\",\"version\":1,\"name\":\"n\"",
        "\"type\":\"rotate\"",
        "\"type\":\"bye\"",
        "\"type\":\"pair\",\"step\":\"share\"",
        "\"type\":\"pair\",\"step\":\"confirm\"",
        "\"type\":\"pair\",\"step\":\"refused\"",
        "\"type\":\"pair\",\"step\":\"link\"",
        "\"type\":\"pair\",\"step\":\"linked\",\"name\":\"n\"");
  }

  private static void readControl(byte[] bytes) {
    try {
      ControlMessage message = ControlMessage.read(Bytes.copyOf(bytes));
      if (!(message instanceof ControlMessage.Unknown)) {
        assertEquals(message, ControlMessage.read(message.write()));
      }
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 200, "the message is not the peer's");
    }
  }

  private static void tryText(String text) {
    try {
      PairingCode code = PairingCode.parse(text);
      assertEquals(code, PairingCode.parse(code.text()));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 200);
    }
    try {
      PairingLink link = PairingLink.parse(text);
      assertEquals(link, PairingLink.parse(link.text()));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 200);
    }
  }

  private static MalformedMessageException refused(String text) {
    return assertThrows(MalformedMessageException.class, () -> ControlMessage.read(utf8(text)));
  }

  private static Bytes utf8(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}

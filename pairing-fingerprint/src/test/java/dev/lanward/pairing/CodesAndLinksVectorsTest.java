package dev.lanward.pairing;

import static dev.lanward.pairing.Values.valid;
import static dev.lanward.testing.Vectors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.testing.Vectors;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything of docs/vectors/ nameplates.json, codes.json and links.json. */
class CodesAndLinksVectorsTest {
  @TestFactory
  Stream<DynamicTest> nameplates() {
    return Vectors.each(
        "nameplates.json",
        "vectors",
        v -> {
          assertEquals(text(v, "uuid"), NameplateHost.of(v.get("nameplate").intValue()).toString());
          assertEquals(text(v, "uuid") + ".local", text(v, "host"));
        });
  }

  @TestFactory
  Stream<DynamicTest> codes() {
    return Vectors.each(
        "codes.json",
        "vectors",
        v -> {
          if (!valid(v)) {
            assertThrows(MalformedMessageException.class, () -> PairingCode.parse(text(v, "text")));
            return;
          }
          PairingCode code = parseCode(text(v, "text"));
          assertEquals(new PairingCode(v.get("nameplate").intValue(), text(v, "pin")), code);
          assertEquals(text(v, "canonical"), code.text());
          assertEquals(code, parseCode(text(v, "canonical")));
          assertEquals(Values.scalar(v, "w"), Spake2.w(code));
        });
  }

  @TestFactory
  Stream<DynamicTest> links() {
    return Vectors.each(
        "links.json",
        "vectors",
        v -> {
          if (!valid(v)) {
            assertThrows(MalformedMessageException.class, () -> PairingLink.parse(text(v, "text")));
            return;
          }
          PairingLink link = parseLink(text(v, "text"));
          assertEquals(expected(v), link);
          assertEquals(text(v, "canonical"), link.text());
          assertEquals(link, parseLink(text(v, "canonical")));
        });
  }

  private static PairingLink expected(JsonNode v) {
    List<InetAddress> addresses = new ArrayList<>();
    v.get("addresses").forEach(a -> addresses.add(IpLiteral.parse(a.textValue()).orElseThrow()));
    return new PairingLink(
        Values.fingerprint(v, "fingerprint"),
        LinkSecret.ofBytes(Values.hex(v, "secret")),
        Uuids.parse(text(v, "host")).orElseThrow(),
        v.get("port").intValue(),
        addresses,
        Optional.ofNullable(v.get("name")).map(JsonNode::textValue),
        Optional.ofNullable(v.get("type")).map(JsonNode::textValue));
  }

  private static PairingCode parseCode(String text) {
    try {
      return PairingCode.parse(text);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static PairingLink parseLink(String text) {
    try {
      return PairingLink.parse(text);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}

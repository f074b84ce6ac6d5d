package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The adverts of docs/vectors/adverts.json; its keys and ids are run with the pairing module. */
class AdvertVectorsTest {

  @TestFactory
  Stream<DynamicTest> adverts() {
    return Vectors.each(
        "adverts.json",
        "adverts",
        v -> {
          Bytes txt = Bytes.ofHex(v.get("txt").textValue());
          Advert advert = advert(v);
          try {
            assertEquals(advert, AdvertReader.read(txt));
          } catch (MalformedMessageException e) {
            throw new AssertionError(e);
          }
          if (v.get("canonical").booleanValue()) {
            assertEquals(txt, AdvertWriter.write(advert));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> malformed() {
    return Vectors.each(
        "adverts.json",
        "malformed",
        v ->
            assertThrows(
                MalformedMessageException.class,
                () -> AdvertReader.read(Bytes.ofHex(v.get("txt").textValue()))));
  }

  private static Advert advert(JsonNode v) {
    int door = v.get("door").intValue();
    List<String> knocks = new ArrayList<>();
    v.get("knocks").forEach(each -> knocks.add(each.textValue()));
    OptionalInt nameplate =
        v.has("nameplate") ? OptionalInt.of(v.get("nameplate").intValue()) : OptionalInt.empty();
    Advert.PairingMode pairing = new Advert.PairingMode(v.get("pairing").booleanValue(), nameplate);
    return v.has("id")
        ? new Advert.Private(door, knocks, pairing, Bytes.ofHex(v.get("id").textValue()))
        : new Advert.Visible(
            door,
            knocks,
            pairing,
            new Fingerprint(Bytes.ofHex(v.get("fingerprint").textValue())),
            v.get("type").textValue());
  }
}

package dev.lanward.pairing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.math.BigInteger;

/** Members of vectors, as this module's types. */
final class Values {
  private Values() {}

  static Bytes hex(JsonNode entry, String member) {
    return Bytes.copyOf(Vectors.hex(entry, member));
  }

  static BigInteger scalar(JsonNode entry, String member) {
    return new BigInteger(Vectors.text(entry, member), 16);
  }

  static Fingerprint fingerprint(JsonNode entry, String member) {
    return new Fingerprint(hex(entry, member));
  }

  static boolean valid(JsonNode entry) {
    return entry.get("valid").booleanValue();
  }
}

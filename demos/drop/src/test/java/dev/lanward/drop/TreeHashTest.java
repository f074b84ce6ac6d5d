package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TreeHashTest {
  @TestFactory
  Stream<DynamicTest> rfc9162Section2_1_1() {
    return Vectors.each(
        "drop-tree-hashes.json",
        entry -> {
          byte[] file = pattern(entry.get("bytes").intValue());
          TreeHash hash = new TreeHash();
          for (int at = 0; at < file.length; at += DropProtocol.CHUNK_BYTES) {
            int length = Math.min(DropProtocol.CHUNK_BYTES, file.length - at);
            hash.add(TreeHash.leaf(Bytes.copyOf(file, at, length)));
          }
          assertEquals(entry.get("chunks").longValue(), hash.count());
          assertEquals(entry.get("root").textValue(), hash.root().toHex());
          assertEquals(hash.root(), hash.copy().root());
        });
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + i / 251);
    }
    return bytes;
  }
}

package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.testing.ConformanceList;
import dev.lanward.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mdns-conformance.md names a test for each rule that is kept: each must exist. */
class MdnsConformanceListTest {
  private static final Pattern LAB_TEST = Pattern.compile("`mdns\\.test\\.mjs: ([^`]+)`");

  private final ConformanceList list =
      new ConformanceList("mdns-conformance.md", MdnsConformanceListTest.class);

  @Test
  void everyRuleHasATestOrAReason() {
    list.everyRuleHasATestOrAReason(100, LAB_TEST, heading -> true);
  }

  @Test
  void everyTestThatIsNamedExists() {
    list.everyTestThatIsNamedExists(140);
  }

  @Test
  void everyLabTestThatIsNamedExists() throws IOException {
    String lab =
        Files.readString(Vectors.directory().resolve("../../signaling-mdns/it/mdns.test.mjs"));
    List<String> named = list.named(LAB_TEST);
    assertTrue(named.size() > 8, "lab tests were found: " + named);
    named.forEach(title -> assertTrue(isLabTest(lab, title), "no lab test " + title));
    assertFalse(isLabTest(lab, "no such title"));
  }

  private static boolean isLabTest(String lab, String title) {
    return lab.contains("test(\"" + title) || lab.contains("test(`" + title);
  }
}

package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mdns-conformance.md names a test for each rule that is kept: each must exist. */
class MdnsConformanceListTest {
  private static final Path VECTORS = Path.of(System.getProperty("lanward.vectors"));
  private static final Path LIST = VECTORS.resolveSibling("mdns-conformance.md");
  private static final Path LAB = VECTORS.resolve("../../signaling-mdns/it/mdns.test.mjs");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final Pattern LAB_TEST = Pattern.compile("`mdns\\.test\\.mjs: ([^`]+)`");
  private static final String LEFT_OUT = "Left out: ";

  private static List<String[]> rows() throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(LIST)) {
      if (line.startsWith("| ") && !line.startsWith("| Section") && !line.startsWith("| ---")) {
        rows.add(line.substring(2, line.length() - 2).split(" \\| "));
      }
    }
    return rows;
  }

  @Test
  void everyRuleHasATestOrAReason() throws Exception {
    List<String[]> rows = rows();
    assertTrue(rows.size() > 90, "the list was found: " + rows.size());
    for (String[] row : rows) {
      assertEquals(3, row.length, Arrays.toString(row));
      boolean reasoned = row[2].startsWith(LEFT_OUT) && row[2].length() > LEFT_OUT.length() + 20;
      boolean shown = TEST.matcher(row[2]).find() || LAB_TEST.matcher(row[2]).find();
      assertTrue(reasoned || shown, Arrays.toString(row));
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws Exception {
    int named = 0;
    for (String[] row : rows()) {
      Matcher matcher = TEST.matcher(row[2]);
      while (matcher.find()) {
        named++;
        assertTrue(isTest(matcher.group(1), matcher.group(2)), "no test " + matcher.group());
      }
    }
    assertTrue(named > 100, "tests were found: " + named);
  }

  @Test
  void everyLabTestThatIsNamedExists() throws Exception {
    String lab = Files.readString(LAB);
    int named = 0;
    for (String[] row : rows()) {
      Matcher matcher = LAB_TEST.matcher(row[2]);
      while (matcher.find()) {
        named++;
        assertTrue(isLabTest(lab, matcher.group(1)), "no lab test " + matcher.group(1));
      }
    }
    assertTrue(named > 8, "lab tests were found: " + named);
    assertFalse(isLabTest(lab, "no such title"));
  }

  /** A rule of the list that no longer has its test must be noticed. */
  @Test
  void aTestThatDoesNotExistIsNoticed() {
    assertTrue(isTest("MdnsConformanceListTest", "aTestThatDoesNotExistIsNoticed"));
    assertFalse(isTest("MdnsConformanceListTest", "isTest"), "no test method");
    assertFalse(isTest("MdnsConformanceListTest", "noSuchMethod"));
    assertFalse(isTest("NoSuchTest", "noSuchMethod"));
  }

  private static boolean isLabTest(String lab, String title) {
    return lab.contains("test(\"" + title) || lab.contains("test(`" + title);
  }

  private static boolean isTest(String className, String methodName) {
    try {
      Class<?> type =
          Class.forName(MdnsConformanceListTest.class.getPackageName() + "." + className);
      return Arrays.stream(type.getDeclaredMethods())
          .anyMatch(method -> method.getName().equals(methodName) && isAnnotated(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isAnnotated(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getSimpleName())
        .anyMatch(List.of("Test", "TestFactory", "Property", "FuzzTest")::contains);
  }
}

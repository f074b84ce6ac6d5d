package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/sctp-conformance.md names a test for each rule that is kept: each must exist. */
class ConformanceListTest {
  private static final Path LIST = Path.of("..", "..", "docs", "sctp-conformance.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final String LEFT_OUT = "Left out: ";

  /** The third column of each row of the tables. */
  private static List<String[]> rows() throws Exception {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(LIST)) {
      if (line.startsWith("| ") && !line.startsWith("| Section") && !line.startsWith("| ---")) {
        rows.add(line.substring(2).split(" \\| "));
      }
    }
    return rows;
  }

  @Test
  void everyRuleHasATestOrAReason() throws Exception {
    List<String[]> rows = rows();
    assertTrue(rows.size() > 100, "the list was found: " + rows.size());
    for (String[] row : rows) {
      assertEquals(3, row.length, Arrays.toString(row));
      String shown = row[2];
      boolean reasoned = shown.startsWith(LEFT_OUT) && shown.length() > LEFT_OUT.length() + 10;
      assertTrue(reasoned || TEST.matcher(shown).find(), Arrays.toString(row));
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
    assertTrue(named > 80, "tests were found: " + named);
  }

  /** A rule of the list that no longer has its test must be noticed. */
  @Test
  void aTestThatDoesNotExistIsNoticed() {
    assertTrue(isTest("ConformanceListTest", "aTestThatDoesNotExistIsNoticed"));
    assertTrue(!isTest("ConformanceListTest", "isTest"), "no test method");
    assertTrue(!isTest("ConformanceListTest", "noSuchMethod"));
    assertTrue(!isTest("NoSuchTest", "noSuchMethod"));
  }

  private static boolean isTest(String className, String methodName) {
    try {
      Class<?> type = Class.forName(ConformanceListTest.class.getPackageName() + "." + className);
      return Arrays.stream(type.getDeclaredMethods())
          .anyMatch(method -> method.getName().equals(methodName) && isAnnotated(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isAnnotated(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getSimpleName())
        .anyMatch(List.of("Test", "ParameterizedTest", "Property", "FuzzTest")::contains);
  }
}

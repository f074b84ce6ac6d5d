package dev.lanward.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of docs that has, for each rule of a standard, the tests that show it or a reason. */
public final class ConformanceList {
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final Pattern WORDS = Pattern.compile("\"[^\"]+\"");
  private static final String LEFT_OUT = "Left out: ";
  private static final List<String> TEST_ANNOTATIONS =
      List.of("Test", "TestFactory", "ParameterizedTest", "Property", "FuzzTest");

  private final List<Row> rows = new ArrayList<>();
  private final String packageName;

  private record Row(String heading, String rule, String shown) {}

  /**
   * @param name the list's name in docs
   * @param beside a test class of the package that the tests named there are in
   */
  public ConformanceList(String name, Class<?> beside) {
    packageName = beside.getPackageName();
    String heading = "";
    for (String line : read(name)) {
      if (line.startsWith("## ")) {
        heading = line.substring(3);
      } else if (line.startsWith("| ") && !line.matches("\\| (Section|---).*")) {
        String[] cells = line.substring(2, line.length() - 2).split(" \\| ");
        assertEquals(3, cells.length, line);
        rows.add(new Row(heading, cells[1], cells[2]));
      }
    }
  }

  private static List<String> read(String name) {
    try {
      return Files.readAllLines(Vectors.directory().resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tests in {@code pattern}'s first group that the list names. */
  public List<String> named(Pattern pattern) {
    return rows.stream()
        .flatMap(row -> pattern.matcher(row.shown).results())
        .map(result -> result.group(1))
        .toList();
  }

  /**
   * Each row has a test or a reason, and what is left out has the standard's words.
   *
   * @param other tests of another kind
   * @param wordsKnown whether the text of the standard of a heading was to be had
   */
  public void everyRuleHasATestOrAReason(int atLeast, Pattern other, Predicate<String> wordsKnown) {
    assertTrue(rows.size() >= atLeast, "the list was found: " + rows.size());
    for (Row row : rows) {
      boolean leftOut = row.shown.startsWith(LEFT_OUT);
      boolean reasoned = leftOut && row.shown.length() > LEFT_OUT.length() + 20;
      boolean shown = TEST.matcher(row.shown).find() || other.matcher(row.shown).find();
      assertTrue(reasoned || shown, row.toString());
      if (leftOut && wordsKnown.test(row.heading)) {
        assertTrue(WORDS.matcher(row.rule).find(), "left out without its words: " + row);
      }
    }
  }

  /** A rule of the list that no longer has its test must be noticed. */
  public void everyTestThatIsNamedExists(int atLeast) {
    int named = 0;
    for (Row row : rows) {
      Matcher matcher = TEST.matcher(row.shown);
      while (matcher.find()) {
        named++;
        assertTrue(isTest(matcher.group(1), matcher.group(2)), "no test " + matcher.group());
      }
    }
    assertTrue(named >= atLeast, "tests were found: " + named);
  }

  boolean isTest(String className, String methodName) {
    try {
      return Arrays.stream(Class.forName(packageName + "." + className).getDeclaredMethods())
          .anyMatch(method -> method.getName().equals(methodName) && isAnnotated(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isAnnotated(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getSimpleName())
        .anyMatch(TEST_ANNOTATIONS::contains);
  }
}

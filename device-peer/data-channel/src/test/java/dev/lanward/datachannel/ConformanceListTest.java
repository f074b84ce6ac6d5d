package dev.lanward.datachannel;

import dev.lanward.testing.ConformanceList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/sctp-conformance.md names a test for each rule that is kept: each must exist. */
class ConformanceListTest {
  private static final Pattern NO_OTHER_TESTS = Pattern.compile("(?!)");

  private final ConformanceList list =
      new ConformanceList("sctp-conformance.md", ConformanceListTest.class);

  @Test
  void everyRuleHasATestOrAReason() {
    list.everyRuleHasATestOrAReason(150, NO_OTHER_TESTS, this::textWasToBeHad);
  }

  @Test
  void everyTestThatIsNamedExists() {
    list.everyTestThatIsNamedExists(200);
  }

  private boolean textWasToBeHad(String heading) {
    return heading.startsWith("RFC 9260:") || heading.startsWith("RFC 8899:");
  }
}

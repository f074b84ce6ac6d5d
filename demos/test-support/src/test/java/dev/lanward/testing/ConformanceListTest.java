package dev.lanward.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A rule of the list that no longer has its test must be noticed. */
class ConformanceListTest {
  private final ConformanceList list =
      new ConformanceList("sctp-conformance.md", ConformanceListTest.class);

  @Test
  void aTestThatDoesNotExistIsNoticed() {
    assertTrue(list.isTest("ConformanceListTest", "aTestThatDoesNotExistIsNoticed"));
    assertFalse(list.isTest("ConformanceListTest", "noTestAtAll"), "no test method");
    assertFalse(list.isTest("ConformanceListTest", "noSuchMethod"));
    assertFalse(list.isTest("NoSuchTest", "noSuchMethod"));
  }

  void noTestAtAll() {}
}

package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** docs/protocol.md section 6: "A door limits the verifications per source and in all". */
class VerificationBudgetTest {
  private static final Tick START = new Tick(Long.MAX_VALUE - 1_000_000_000L); // overflows soon
  private static final Limits LIMITS = Limits.defaults();

  private final VerificationBudget budget = new VerificationBudget(LIMITS, START);

  private static InetAddress host(int number) {
    return DoorFixture.path(number).remote().getAddress();
  }

  private static InetAddress host(String literal) {
    return Addresses.of(literal, 1).getAddress();
  }

  private static long source(String literal) {
    return VerificationBudget.sourceOf(host(literal));
  }

  /** How many single verifications {@code source} gets, at most {@code atMost}. */
  private int use(InetAddress source, Tick now, int atMost) {
    int used = 0;
    while (used < atMost && budget.admits(source, now)) {
      budget.spend(source, 1);
      used++;
    }
    return used;
  }

  @Test
  void aSourceHasItsBurstAndThenItsRate() {
    assertEquals(400, use(host(1), START, 10_000));
    assertEquals(0, use(host(1), START, 10_000));
    assertEquals(200, use(host(1), START.plus(Duration.ofSeconds(1)), 10_000));
    assertEquals(
        400, use(host(1), START.plus(Duration.ofHours(1)), 10_000), "no more than the burst");
  }

  @Test
  void oneSourceTakesNothingFromAnother() {
    use(host(1), START, 10_000);
    assertEquals(400, use(host(2), START, 10_000));
  }

  @Test
  void allStrangersTogetherLeaveTheReserve() {
    int used = 0;
    for (int source = 0; source < 100; source++) {
      used += use(host(source), START, 10_000);
    }
    assertEquals(LIMITS.globalBurst() - LIMITS.globalReserve(), used);
  }

  @Test
  void whoProvedAKeyGetsInWhenStrangersHaveSpentAll() {
    budget.proved(host(1_000), START);
    for (int source = 0; source < 100; source++) {
      use(host(source), START, 10_000);
    }
    assertFalse(budget.admits(host(1_001), START));
    assertEquals(400, use(host(1_000), START, 10_000));
  }

  /** All hosts of a link have one /64, so what a stranger there spends must not be a page's. */
  @Test
  void strangersOnAPagesIpv6LinkSpendNothingOfIt() {
    InetAddress page = host("2001:db8:1:2::1");
    budget.proved(page, START);
    assertEquals(400, use(host("2001:db8:1:2::bad"), START, 10_000));
    assertEquals(0, use(host("2001:db8:1:2::bad:2"), START, 10_000));
    assertEquals(400, use(page, START, 10_000));
  }

  @Test
  void provingAKeyOnALinkGivesItsStrangersNoFreshBurst() {
    use(host("2001:db8:1:2::bad"), START, 10_000);
    budget.proved(host("2001:db8:1:2::1"), START);
    assertEquals(0, use(host("2001:db8:1:2::bad"), START, 10_000));
    assertEquals(0, use(host("2001:db8:1:2::1"), START, 10_000));
  }

  @Test
  void provingAKeyBuysNoFreshBurst() {
    use(host(1), START, 300);
    budget.proved(host(1), START);
    assertEquals(100, use(host(1), START, 10_000));
    budget.proved(host(1), START);
    assertEquals(0, use(host(1), START, 10_000));
  }

  @Test
  void aCostlyKnockIsPossibleAndPaidFor() {
    assertTrue(budget.admits(host(1), START));
    budget.spend(host(1), 1_000);
    assertFalse(budget.admits(host(1), START.plus(Duration.ofSeconds(3))));
    assertTrue(budget.admits(host(1), START.plus(Duration.ofMillis(3_010))));
  }

  @Test
  void sourcesAreForgottenFromTheLeastRecentOn() {
    for (int source = 0; source < 1_000_000; source++) {
      budget.admits(host(source), START);
    }
    for (int source = 0; source < 100_000; source++) {
      budget.proved(host(source), START);
    }
    assertTrue(budget.sources() <= LIMITS.maxSources() + LIMITS.maxKnownSources());
  }

  @Test
  void aSourceIsAnIpv4AddressOrAnIpv6Prefix() {
    assertNotEquals(source("192.0.2.1"), source("192.0.2.2"));
    assertEquals(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::1"));
    assertNotEquals(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    assertNotEquals(source("0.0.0.0"), source("::"));
  }

  @Test
  void timeThatStandsStillOrGoesBackRefillsNothing() {
    TokenBucket bucket = new TokenBucket(10, 1_000, 0);
    bucket.spend(10);
    assertFalse(bucket.holdsMoreThan(0, 0));
    assertFalse(bucket.holdsMoreThan(0, -1_000_000_000L));
    assertTrue(bucket.holdsMoreThan(0, 1_000_001));
    assertFalse(bucket.holdsMoreThan(9.999, 2_000_000));
    assertTrue(bucket.holdsMoreThan(9.999, Long.MAX_VALUE / 2));
    assertFalse(bucket.holdsMoreThan(10, Long.MAX_VALUE / 2), "never above the burst");
  }
}

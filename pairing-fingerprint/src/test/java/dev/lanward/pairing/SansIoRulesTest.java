package dev.lanward.pairing;

import dev.lanward.testing.SansIoRules;
import org.junit.jupiter.api.Test;

class SansIoRulesTest {
  @Test
  void theCoresAreTold() {
    SansIoRules.check("dev.lanward.core", "dev.lanward.pairing");
  }
}

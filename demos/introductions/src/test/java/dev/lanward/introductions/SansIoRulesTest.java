package dev.lanward.introductions;

import dev.lanward.testing.SansIoRules;
import org.junit.jupiter.api.Test;

class SansIoRulesTest {
  @Test
  void theCoresAreTold() {
    SansIoRules.check("dev.lanward.introductions");
  }
}

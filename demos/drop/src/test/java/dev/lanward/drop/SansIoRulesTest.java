package dev.lanward.drop;

import dev.lanward.testing.SansIoRules;
import org.junit.jupiter.api.Test;

class SansIoRulesTest {
  @Test
  void theCoresAreTold() {
    SansIoRules.check("dev.lanward.drop");
  }
}

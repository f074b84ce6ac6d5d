package dev.lanward.datachannel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lanward.testing.SansIoRules;
import org.junit.jupiter.api.Test;

class SansIoRulesTest {
  @Test
  void theCoreIsTold() {
    SansIoRules.check("dev.lanward.datachannel");
  }

  /** Where packets come from and what o'clock it is for people is nothing to it. */
  @Test
  void itKnowsNoAddressAndNoDate() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Instant")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lanward.datachannel"));
  }
}

package dev.lanward.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** ADR 31: who uses no media server loads nothing of Kurento's. */
class OnlyItsModuleUsesKurentoTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lanward");

  @Test
  void kurentoStaysInItsModule() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.lanward.kurento")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.kurento..")
        .check(CLASSES);
  }

  @Test
  void onlyTheOptionsOfTheCommandLineUseTheModule() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.lanward.kurento")
        .and()
        .doNotHaveSimpleName("KurentoOptions")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lanward.kurento")
        .check(CLASSES);
  }
}

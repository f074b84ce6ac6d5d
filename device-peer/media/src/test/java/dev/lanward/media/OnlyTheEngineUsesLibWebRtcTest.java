package dev.lanward.media;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** ADR 23: the device's own process loads no class of webrtc-java. */
class OnlyTheEngineUsesLibWebRtcTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lanward.media");

  @Test
  void webrtcJavaStaysInTheEngine() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.lanward.media.engine")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.onvoid..")
        .check(CLASSES);
  }

  @Test
  void theDeviceUsesNoClassOfTheEngine() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.lanward.media.engine")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lanward.media.engine")
        .check(CLASSES);
  }
}

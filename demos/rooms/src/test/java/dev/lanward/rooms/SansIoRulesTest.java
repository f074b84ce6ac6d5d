package dev.lanward.rooms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** All but the package io is pure: no file, channel, thread, clock, logger or random source. */
class SansIoRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/rooms/io/"))
          .importPackages("dev.lanward.rooms");

  @Test
  void noIo() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.channels..",
            "java.nio.file..",
            "java.io..",
            "java.util.concurrent..",
            "java.util.logging..",
            "org.slf4j..",
            "dev.lanward.peer..",
            "dev.lanward.rooms.io..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\..*Socket|java\\.lang\\.Thread|java\\.security\\.SecureRandom")
        .check(CLASSES);
  }

  @Test
  void noClock() {
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(Instant.class, "now").check(CLASSES);
  }
}

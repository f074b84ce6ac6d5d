package dev.lanward.ice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** This module is pure: no socket, thread, clock, logger, random source or name look-up. */
class SansIoRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lanward.ice");

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
            "org.slf4j..")
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

  @Test
  void noNameIsLookedUp() {
    noClasses().should().callMethod(InetAddress.class, "getByName", String.class).check(CLASSES);
    noClasses().should().callMethod(InetAddress.class, "getAllByName", String.class).check(CLASSES);
    noClasses().should().callMethod(InetAddress.class, "getHostName").check(CLASSES);
    noClasses().should().callMethod(InetSocketAddress.class, "getHostName").check(CLASSES);
    noClasses()
        .should()
        .callConstructor(InetSocketAddress.class, String.class, int.class)
        .check(CLASSES);
  }
}

package dev.lanward.datachannel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** This module is pure: no socket, thread, clock, logger or random source of its own. */
class SansIoRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lanward.datachannel");

  private static final ArchRule NO_IO =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.nio.channels..",
              "java.nio.file..",
              "java.io..",
              "java.net..",
              "java.util.concurrent..",
              "java.util.logging..",
              "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.Thread|java\\.util\\.(Timer|Random)|java\\.security\\.SecureRandom");

  private static final ArchRule NO_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Instant.class, Clock.class);

  @Test
  void noClassDoesIo() {
    assertTrue(CLASSES.contain(Association.class));
    NO_IO.check(CLASSES);
  }

  @Test
  void noClassAsksAClock() {
    NO_CLOCK.check(CLASSES);
  }

  /** The rules would notice. */
  @Test
  void theRulesCanFail() {
    JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
    assertTrue(NO_IO.evaluate(impure).hasViolation());
    assertTrue(NO_CLOCK.evaluate(impure).hasViolation());
  }

  private static final class Impure {
    static long ask() {
      return System.nanoTime() + Thread.currentThread().getId();
    }
  }
}

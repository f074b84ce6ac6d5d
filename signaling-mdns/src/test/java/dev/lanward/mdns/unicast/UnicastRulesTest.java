package dev.lanward.mdns.unicast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** That nothing looks names up is kept by the rules of the whole module. */
@AnalyzeClasses(
    packages = "dev.lanward.mdns.unicast",
    importOptions = ImportOption.DoNotIncludeTests.class)
class UnicastRulesTest {
  @ArchTest
  static final ArchRule coreHoldsNoSocketThreadLoggerOrRandomSource =
      noClasses()
          .that()
          .resideInAPackage("dev.lanward.mdns.unicast")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lanward.mdns.io",
              "dev.lanward.mdns.unicast.io",
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.concurrent..",
              "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(lang\\.Thread|util\\.Random|util\\.Timer|security\\.SecureRandom"
                  + "|net\\.(Datagram|Multicast|Server)?Socket|net\\.NetworkInterface)")
          .allowEmptyShould(false);

  /** Signatures hold the date: where it comes from is the edge's business. */
  @ArchTest
  static final ArchRule coreIsToldTheTime =
      noClasses()
          .that()
          .resideInAPackage("dev.lanward.mdns.unicast")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.InstantSource.class, "system")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC");
}

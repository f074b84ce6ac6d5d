package dev.lanward.pairing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The module holds no socket, thread, clock, logger, file or random source: it is told. */
class SansIoRulesTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lanward.core", "dev.lanward.pairing");

  /** Calls that ask a clock, a resolver or a random source, as "class.method". */
  private static final Set<String> ASKING =
      Set.of(
          "java.time.Instant.now",
          "java.time.Clock.systemUTC",
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.net.InetAddress.getByName",
          "java.net.InetAddress.getAllByName",
          "java.net.InetAddress.getLocalHost",
          "java.net.InetAddress.getHostName",
          "java.net.InetAddress.getCanonicalHostName",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstance",
          "java.security.SecureRandom.getInstanceStrong",
          "java.util.Random.<init>",
          "java.util.UUID.randomUUID",
          "java.lang.Math.random",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.random.RandomGenerator.getDefault",
          "java.net.InetSocketAddress.<init>",
          "org.bouncycastle.crypto.CryptoServicesRegistrar.getSecureRandom");

  private static final ArchRule NO_IO =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.concurrent..",
              "org.slf4j..",
              "java.util.logging..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\..*Socket|java\\.net\\.URL|java\\.io\\.File.*")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread");

  private static final ArchRule NO_ASKING =
      noClasses()
          .should()
          .accessTargetWhere(
              new DescribedPredicate<JavaAccess<?>>("asks for what cores are told") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  return ASKING.contains(
                      access.getTargetOwner().getFullName() + "." + access.getTarget().getName());
                }
              });

  @Test
  void noClassDoesIo() {
    assertTrue(MODULE.contain(PairingMode.class));
    NO_IO.check(MODULE);
  }

  @Test
  void noClassAsksAClockAResolverOrARandomSource() {
    NO_ASKING.check(MODULE);
  }

  /** The rules would notice: here is a class that breaks each. */
  @Test
  void theRulesCanFail() {
    JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
    assertEquals(3, NO_ASKING.evaluate(impure).getFailureReport().getDetails().size());
    assertTrue(NO_IO.evaluate(impure).hasViolation());
  }

  private static final class Impure {
    static void ask() throws IOException {
      new SecureRandom().nextLong();
      Instant.now().toEpochMilli();
      InetAddress.getByName("localhost").getAddress();
      new ServerSocket(0).close();
    }
  }
}

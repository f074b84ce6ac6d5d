package dev.lanward.pairing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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

  @Test
  void theModuleIsThere() {
    org.junit.jupiter.api.Assertions.assertTrue(MODULE.contain(PairingMode.class));
  }

  @Test
  void noClassDoesIo() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.channels..", "java.nio.file..", "org.slf4j..", "java.util.logging..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.net.Socket.class,
            java.net.ServerSocket.class,
            java.net.DatagramSocket.class,
            java.net.URL.class,
            java.io.File.class,
            Thread.class)
        .check(MODULE);
  }

  @Test
  void noClassAsksAClockAResolverOrARandomSource() {
    noClasses()
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("asks for what cores are told") {
              @Override
              public boolean test(JavaAccess<?> access) {
                return ASKING.contains(
                    access.getTargetOwner().getFullName() + "." + access.getTarget().getName());
              }
            })
        .check(MODULE);
  }

  @Test
  void noClassUsesExecutors() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..")
        .check(MODULE);
  }
}

package dev.lanward.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rule of all cores: they hold no socket, file, thread, clock, logger or random source and look
 * no name up. They are told. Only what is in a package {@code io} may do otherwise.
 */
public final class SansIoRules {
  private static final Pattern IO = Pattern.compile(".*/dev/lanward/(.*/)?io/.*");
  private static final ImportOption NOT_IO = location -> !location.matches(IO);

  /** Calls that ask a clock, a resolver or a random source, as "class.method". */
  private static final Set<String> ASKING =
      Set.of(
          "java.lang.Math.random",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.net.InetAddress.getAllByName",
          "java.net.InetAddress.getByName",
          "java.net.InetAddress.getCanonicalHostName",
          "java.net.InetAddress.getHostName",
          "java.net.InetAddress.getLocalHost",
          "java.net.InetSocketAddress.getHostName",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.util.UUID.randomUUID",
          "java.util.random.RandomGenerator.getDefault",
          "org.bouncycastle.crypto.CryptoServicesRegistrar.getSecureRandom");

  static final ArchRule NO_IO =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lanward..io..",
              "dev.lanward.peer..",
              "java.net.http..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.concurrent..",
              "java.util.logging..",
              "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.io\\.(File.*|RandomAccessFile|Console|Print.*)"
                  + "|java\\.lang\\.(Thread|Process.*|Runtime)"
                  + "|java\\.net\\.(.*Socket|NetworkInterface|URL.*)"
                  + "|java\\.security\\.SecureRandom"
                  + "|java\\.time\\.Clock"
                  + "|java\\.util\\.(Random|Timer)");

  static final ArchRule NO_ASKING =
      noClasses()
          .should()
          .accessTargetWhere(
              new DescribedPredicate<JavaAccess<?>>("asks for what cores are told") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  return ASKING.contains(nameOf(access)) || looksUp(access);
                }
              });

  private SansIoRules() {}

  /**
   * Checks the classes of a module, but for its tests and its packages {@code io}.
   *
   * @param packages with all below them; each must hold something to check
   */
  public static void check(String... packages) {
    for (String each : packages) {
      JavaClasses classes =
          new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .withImportOption(NOT_IO)
              .importPackages(each);
      NO_IO.check(classes);
      NO_ASKING.check(classes);
    }
  }

  private static String nameOf(JavaAccess<?> access) {
    return access.getTargetOwner().getFullName() + "." + access.getTarget().getName();
  }

  /** An address made of a name asks for it. */
  private static boolean looksUp(JavaAccess<?> access) {
    return nameOf(access).equals("java.net.InetSocketAddress.<init>")
        && access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().get(0).isEquivalentTo(String.class);
  }
}

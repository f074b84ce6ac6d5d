package dev.lanward.mdns;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lanward.mdns", importOptions = ImportOption.DoNotIncludeTests.class)
class SansIoRulesTest {
  @ArchTest
  static final ArchRule coreHoldsNoSocketThreadLoggerOrRandomSource =
      noClasses()
          .that()
          .resideInAPackage("dev.lanward.mdns")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lanward.mdns.io",
              "java.io",
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

  @ArchTest
  static final ArchRule coreIsToldTheTime =
      noClasses()
          .that()
          .resideInAPackage("dev.lanward.mdns")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.time\\.(Clock|Instant)");

  @ArchTest
  static final ArchRule nothingLooksNamesUp =
      noClasses()
          .should()
          .callMethod(java.net.InetAddress.class, "getByName", String.class)
          .orShould()
          .callMethod(java.net.InetAddress.class, "getAllByName", String.class)
          .orShould()
          .callMethod(java.net.InetAddress.class, "getLocalHost")
          .orShould()
          .callMethod(java.net.InetAddress.class, "getHostName")
          .orShould()
          .callMethod(java.net.InetAddress.class, "getCanonicalHostName")
          .orShould()
          .callMethod(java.net.InetSocketAddress.class, "getHostName")
          .orShould()
          .callConstructor(java.net.InetSocketAddress.class, String.class, int.class);

  /** The library's resolver reads the system's settings, opens sockets and starts threads. */
  @ArchTest
  static final ArchRule ofTheDnsLibraryOnlyTheWireFormatIsUsed =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.xbill.DNS.lookup..", "org.xbill.DNS.config..", "org.xbill.DNS.hosts..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.xbill\\.DNS\\.(Lookup|.*Resolver|ResolverConfig|Address|Cache|NioClient"
                  + "|NioTcpClient|NioUdpClient|Client)");
}

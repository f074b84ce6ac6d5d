package dev.lanward.mdns;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.lanward.testing.SansIoRules;

@AnalyzeClasses(packages = "dev.lanward.mdns", importOptions = ImportOption.DoNotIncludeTests.class)
class SansIoRulesTest {
  @ArchTest
  static void theCoresAreTold(JavaClasses unused) {
    SansIoRules.check("dev.lanward.mdns");
  }

  /** Not at the edges either: where a resolver is configured and unreachable that takes seconds. */
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

package dev.lanward.peer.dtls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class OnlyThisPackageUsesTlsTest {
  @Test
  void bouncyCastlesTlsStaysInThisPackage() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lanward.peer");
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.lanward.peer.dtls")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle.tls..")
        .check(classes);
  }
}

package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2126-01-01T00:00:00Z");
  private final Identity identity = Identity.generate(new Random(1), FROM, TO);

  @Test
  void thePlatformUsesKeyAndCertificateTogether() throws Exception {
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(identity.privateKeyPkcs8().toArray()));
    X509Certificate certificate = certificate(identity.certificate().toArray());
    certificate.verify(certificate.getPublicKey());
    assertEquals(FROM, certificate.getNotBefore().toInstant());
    assertEquals(TO, certificate.getNotAfter().toInstant());
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(new byte[] {1, 2, 3});
    byte[] signature = signer.sign();
    signer.initVerify(certificate.getPublicKey());
    signer.update(new byte[] {1, 2, 3});
    assertTrue(signer.verify(signature));
  }

  @Test
  void itComesBackFromStorage() {
    Identity again =
        Identity.ofPkcs8AndCertificate(identity.privateKeyPkcs8(), identity.certificate());
    assertEquals(identity.fingerprint(), again.fingerprint());
    assertEquals(identity.privateKeyPkcs8(), again.privateKeyPkcs8());
  }

  @Test
  void aSeedGivesOneIdentityAndAnotherSeedAnother() {
    assertEquals(identity.fingerprint(), Identity.generate(new Random(1), FROM, TO).fingerprint());
    assertNotEquals(
        identity.fingerprint(), Identity.generate(new Random(2), FROM, TO).fingerprint());
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws Exception {
    Identity other = Identity.generate(new Random(2), FROM, TO);
    refused(identity.privateKeyPkcs8(), other.certificate());
    refused(Bytes.empty(), identity.certificate());
    refused(Bytes.copyOf(new byte[40]), identity.certificate());
    refused(identity.privateKeyPkcs8(), Bytes.empty());
    refused(identity.privateKeyPkcs8(), Bytes.copyOf(new byte[40]));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    refused(Bytes.copyOf(rsa.generateKeyPair().getPrivate().getEncoded()), identity.certificate());
    KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
    p384.initialize(384);
    refused(Bytes.copyOf(p384.generateKeyPair().getPrivate().getEncoded()), identity.certificate());
  }

  @Test
  void pemIsReadByThePlatformAndHasShortLines() throws Exception {
    byte[] pem = identity.certificatePem().getBytes(StandardCharsets.US_ASCII);
    assertEquals(identity.fingerprint(), Fingerprint.ofCertificate(certificate(pem).getEncoded()));
    assertTrue(identity.privateKeyPem().startsWith("-----BEGIN PRIVATE KEY-----\n"));
    assertTrue(identity.privateKeyPem().lines().allMatch(line -> line.length() <= 64));
    assertTrue(identity.privateKeyPem().endsWith("-----END PRIVATE KEY-----\n"));
  }

  @Test
  void itPrintsNoKey() {
    assertTrue(identity.toString().contains("REDACTED"));
    assertFalse(identity.toString().contains(identity.privateKeyPkcs8().toHex()));
  }

  @Test
  void validityMayNotEndBeforeItStarts() {
    assertThrows(IllegalArgumentException.class, () -> Identity.generate(new Random(1), TO, FROM));
  }

  private static void refused(Bytes key, Bytes certificate) {
    assertThrows(
        IllegalArgumentException.class, () -> Identity.ofPkcs8AndCertificate(key, certificate));
  }

  private static X509Certificate certificate(byte[] encoded) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}

package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** docs/vectors/pairing-certificate.json and section 2.1 of the protocol. */
class PairingCertificateVectorsTest {
  private final JsonNode vector = Vectors.file("pairing-certificate.json");
  private final Identity identity = PairingCertificate.identity();

  @Test
  void itIsTheSameEverywhere() {
    assertEquals(Vectors.text(vector, "certificate"), identity.certificate().toHex());
    assertEquals(Vectors.text(vector, "fingerprint"), identity.fingerprint().hash().toHex());
    assertEquals(Vectors.text(vector, "sdp"), PairingCertificate.fingerprint().toString());
    assertSame(identity, PairingCertificate.identity());
  }

  @Test
  void itsKeyIsPublic() throws Exception {
    ECPrivateKey key =
        (ECPrivateKey)
            KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(identity.privateKeyPkcs8().toArray()));
    assertEquals(Values.scalar(vector, "privateKey"), key.getS());
    assertEquals(
        Vectors.text(vector, "publicKey"),
        Bytes.copyOf(P256.baseTimes(key.getS()).getEncoded(false)).toHex());
  }

  @Test
  void thePlatformReadsItsFields() throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Values.hex(vector, "certificate").toArray()));
    certificate.verify(certificate.getPublicKey());
    assertEquals(3, certificate.getVersion());
    assertEquals(1, certificate.getSerialNumber().intValue());
    assertEquals("CN=lanward-pairing", certificate.getSubjectX500Principal().getName());
    assertEquals("CN=lanward-pairing", certificate.getIssuerX500Principal().getName());
    assertEquals("SHA256withECDSA", certificate.getSigAlgName());
    assertEquals(Instant.parse("2020-01-01T00:00:00Z"), certificate.getNotBefore().toInstant());
    assertEquals(Instant.parse("2999-12-31T23:59:59Z"), certificate.getNotAfter().toInstant());
  }
}

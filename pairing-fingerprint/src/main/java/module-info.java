/** Identities, fingerprints and pairing. */
module dev.lanward.pairing {
  requires transitive org.jspecify;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;
  requires com.fasterxml.jackson.databind;
  requires com.google.zxing;

  exports dev.lanward.core;
  exports dev.lanward.pairing;
}

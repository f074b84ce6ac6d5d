/** Device, Session, Channel. */
module dev.lanward.peer {
  requires transitive dev.lanward.pairing;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.tls;
}

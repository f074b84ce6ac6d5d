/** Device, Session, Channel. */
module dev.lanward.peer {
  requires transitive dev.lanward.pairing;
  requires java.sql;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.tls;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
}

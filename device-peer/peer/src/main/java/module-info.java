/** Device, Session, Channel. */
module dev.lanward.peer {
  exports dev.lanward.peer;
  exports dev.lanward.peer.store;

  requires transitive dev.lanward.datachannel;
  requires transitive dev.lanward.pairing;
  requires dev.lanward.ice;
  requires dev.lanward.mdns;
  requires java.sql;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.tls;
  requires org.eclipse.jetty.server;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports dev.lanward.peer.web;
}

/** Device, Session, Channel. */
module dev.lanward.peer {
  exports dev.lanward.peer;
  exports dev.lanward.peer.store;

  requires transitive dev.lanward.datachannel;
  requires transitive dev.lanward.pairing;
  requires dev.lanward.ice;
  requires transitive dev.lanward.mdns;
  requires java.sql;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.tls;
  requires org.eclipse.jetty.server;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports dev.lanward.peer.web;
}

/** Multicast DNS: host names for ICE candidates, without the system's resolver. */
module dev.lanward.mdns {
  requires transitive dev.lanward.pairing;
  requires transitive org.jspecify;
  requires org.dnsjava;
  requires org.slf4j;
  requires static javax.jmdns;

  exports dev.lanward.mdns;
  exports dev.lanward.mdns.io;
  exports dev.lanward.mdns.jmdns.io;
  exports dev.lanward.mdns.unicast;
  exports dev.lanward.mdns.unicast.io;
}

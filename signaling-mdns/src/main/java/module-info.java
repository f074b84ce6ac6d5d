/** Multicast DNS: host names for ICE candidates, without the system's resolver. */
module dev.lanward.mdns {
  requires transitive dev.lanward.pairing;
  requires transitive org.jspecify;
  requires org.dnsjava;
  requires org.slf4j;

  exports dev.lanward.mdns;
  exports dev.lanward.mdns.io;
}

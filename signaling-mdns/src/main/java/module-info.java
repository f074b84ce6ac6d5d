/** Multicast DNS. */
module dev.lanward.mdns {
  requires transitive dev.lanward.pairing;
}

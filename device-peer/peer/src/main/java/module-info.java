/** Device, Session, Channel. */
module dev.lanward.peer {
  requires transitive dev.lanward.pairing;
}

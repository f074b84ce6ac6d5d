/** STUN, knocks and the door. */
module dev.lanward.ice {
  requires transitive dev.lanward.pairing;

  exports dev.lanward.ice;
}

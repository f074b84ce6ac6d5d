/** STUN, knocks, the synthetic answer, the door and the knocking side. */
module dev.lanward.ice {
  requires transitive dev.lanward.pairing;

  exports dev.lanward.ice;
}

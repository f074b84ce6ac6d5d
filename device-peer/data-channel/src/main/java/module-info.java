/** SCTP and data channels. */
module dev.lanward.datachannel {
  requires transitive dev.lanward.pairing;

  exports dev.lanward.datachannel;
}

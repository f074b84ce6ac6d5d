package dev.lanward.peer.io;

/** What happened on a port. Belongs to the loop's thread. */
final class UdpCounters {
  long received;
  long sent;

  /** Of what was sent, how often several crossed the kernel as one. */
  long batches;

  long unsent;
  long sendErrors;
  long receiveErrors;

  UdpPort.Statistics snapshot() {
    return new UdpPort.Statistics(received, sent, unsent, sendErrors, receiveErrors);
  }
}

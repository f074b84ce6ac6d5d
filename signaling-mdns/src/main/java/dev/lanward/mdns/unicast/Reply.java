package dev.lanward.mdns.unicast;

import org.xbill.DNS.Message;

/** What became of a question. */
sealed interface Reply {

  /** The server answered; where the question was signed, so was the answer. */
  record Answered(Message message) implements Reply {}

  /** There is no answer that means anything. */
  record Failed(UnicastProblem problem) implements Reply {}
}

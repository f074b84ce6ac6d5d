package dev.lanward.mdns;

import java.util.List;

/**
 * A message of multicast DNS.
 *
 * @param id 0, except in dialogue with resolvers of old (RFC 6762 section 18.1)
 * @param response whether it is a response rather than a query
 * @param truncated in a query: more known answers follow in another packet (section 7.2)
 * @param questions what is asked; in a response only towards resolvers of old
 * @param answers in a query: what the asker knows already
 * @param authorities in a query: what a prober is about to claim
 * @param additionals what may be useful besides
 */
record MdnsMessage(
    int id,
    boolean response,
    boolean truncated,
    List<Question> questions,
    List<Rr> answers,
    List<Rr> authorities,
    List<Rr> additionals) {

  MdnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  static MdnsMessage query(List<Question> questions, List<Rr> knownAnswers, List<Rr> claims) {
    return new MdnsMessage(0, false, false, questions, knownAnswers, claims, List.of());
  }

  static MdnsMessage response(List<Rr> answers, List<Rr> additionals) {
    return new MdnsMessage(0, true, false, List.of(), answers, List.of(), additionals);
  }

  /** A query with claims is a probe, which must be answered without delay (section 6). */
  boolean isProbe() {
    return !response && !authorities.isEmpty();
  }
}

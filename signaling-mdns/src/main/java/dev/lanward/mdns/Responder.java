package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers queries (RFC 6762 section 6). Knows names, types and classes, not what they mean. */
final class Responder {
  /** Between two multicasts of a record on a link (section 6). */
  static final Duration MULTICAST_GAP = Duration.ofSeconds(1);

  /** The same where a prober waits, who would otherwise take the name (section 6). */
  static final Duration PROBE_GAP = Duration.ofMillis(250);

  /** How long to wait for the rest of an asker's known answers: 400 to 500 ms (section 7.2). */
  static final Duration MORE_KNOWN_ANSWERS = Duration.ofMillis(450);

  private final Zone zone;
  private final Links links;
  private final SentHistory history;
  private final PendingAnswers pending;
  private final Outbox outbox;
  private final MdnsLimits limits;
  private final Counters counters;

  Responder(
      Zone zone,
      Links links,
      SentHistory history,
      Outbox outbox,
      MdnsLimits limits,
      Counters counters) {
    this.zone = zone;
    this.links = links;
    this.history = history;
    this.pending = new PendingAnswers(limits, counters);
    this.outbox = outbox;
    this.limits = limits;
    this.counters = counters;
  }

  /** Answers {@code query}, now or later. */
  void handleQuery(Tick now, Arrival arrival, Link link, MdnsMessage query) {
    if (arrival.source().getPort() != MdnsProtocol.PORT) {
      answerLegacy(now, arrival, link, query);
      return;
    }
    pending.learn(arrival.source(), query.answers());
    Known known = new Known(query.answers());
    Reply unicast = new Reply();
    Reply multicast = new Reply();
    Route route = new Route(link.index(), arrival.family());
    Duration gap = query.isProbe() ? PROBE_GAP : MULTICAST_GAP;
    for (Question each : asked(query)) {
      Optional<RecordSet> found = zone.find(now, each.name(), link, arrival.source().getAddress());
      if (found.isEmpty()) {
        continue;
      }
      counters.count(MdnsCounter.ANSWERED);
      if (query.truncated()) {
        pending.add(now, now.plus(MORE_KNOWN_ANSWERS), route, arrival.source(), each, known);
      } else if (each.unicastResponse() && mayAnswerAlone(now, route, arrival, found.get(), each)) {
        unicast.add(found.get(), each, known);
      } else {
        answerAll(now, gap, route, arrival.source(), each, found.get(), known, multicast);
      }
    }
    count(known);
    if (!unicast.isEmpty()) {
      outbox.unicast(link.index(), arrival.source(), unicast.message());
    }
    send(now, route, multicast);
  }

  /** Sends the answers whose time has come. */
  void handleTimeout(Tick now) {
    for (PendingAnswers.Pending each : pending.due(now)) {
      Optional<Link> link = links.find(each.route().linkIndex());
      InetAddress asker = each.asker().getAddress();
      Optional<RecordSet> found =
          link.flatMap(on -> zone.find(now, each.question().name(), on, asker));
      if (found.isEmpty()) {
        continue;
      }
      Reply reply = new Reply();
      reply.add(found.get(), each.question(), each.known());
      // What went out since the question was asked, the asker heard.
      reply.answers.removeIf(
          rr ->
              history.last(each.route(), rr).filter(at -> !at.isBefore(each.asked())).isPresent());
      count(each.known());
      send(now, each.route(), reply);
    }
  }

  Optional<Tick> nextTimeout() {
    return pending.nextTimeout();
  }

  private List<Question> asked(MdnsMessage query) {
    List<Question> all = query.questions();
    return all.size() > limits.maxQuestions() ? all.subList(0, limits.maxQuestions()) : all;
  }

  /**
   * Answering one asker alone leaves the caches of the others stale, so it is done only while all
   * have heard the record within a quarter of its life (section 5.4); and only towards neighbours,
   * as a forged source could otherwise aim our answers at somebody far away (section 5.5).
   */
  private boolean mayAnswerAlone(
      Tick now, Route route, Arrival arrival, RecordSet found, Question question) {
    Link link = links.find(route.linkIndex()).orElseThrow();
    return link.isOnLink(arrival.source().getAddress())
        && found.answers(question).stream()
            .allMatch(
                rr ->
                    history.within(
                        now, route, rr, Duration.ofSeconds(rr.record().getTTL()).dividedBy(4)));
  }

  private void answerAll(
      Tick now,
      Duration gap,
      Route route,
      InetSocketAddress asker,
      Question question,
      RecordSet found,
      Known known,
      Reply reply) {
    Optional<Tick> last =
        found.answers(question).stream()
            .filter(rr -> history.within(now, route, rr, gap))
            .flatMap(rr -> history.last(route, rr).stream())
            .max(Tick::compareTo);
    if (last.isEmpty()) {
      reply.add(found, question, known);
      return;
    }
    // Put off rather than dropped: browsers ask once and never again.
    counters.count(MdnsCounter.DELAYED);
    pending.add(now, last.get().plus(gap), route, asker, question, known);
  }

  private void send(Tick now, Route route, Reply reply) {
    if (reply.answers.isEmpty()) {
      return;
    }
    // An additional record is not noted as sent: who overlooks it and asks next is answered at
    // once.
    reply.additionals.removeIf(rr -> history.within(now, route, rr, MULTICAST_GAP));
    reply.answers.forEach(rr -> history.sent(now, route, rr));
    outbox.multicast(route, reply.message());
  }

  /** A resolver of old asks from another port and wants an ordinary DNS answer (section 6.7). */
  private void answerLegacy(Tick now, Arrival arrival, Link link, MdnsMessage query) {
    if (!link.isOnLink(arrival.source().getAddress())) {
      counters.count(MdnsCounter.IGNORED);
      return;
    }
    Reply reply = new Reply();
    Known known = new Known(query.answers());
    List<Question> answered = new ArrayList<>();
    for (Question each : asked(query)) {
      zone.find(now, each.name(), link, arrival.source().getAddress())
          .ifPresent(
              found -> {
                counters.count(MdnsCounter.ANSWERED);
                reply.add(found, each, known);
                answered.add(each);
              });
    }
    if (!reply.isEmpty()) {
      outbox.unicast(link.index(), arrival.source(), reply.legacyMessage(query.id(), answered));
    }
  }

  private void count(Known known) {
    for (int i = known.takeSuppressed(); i > 0; i--) {
      counters.count(MdnsCounter.KNOWN_ANSWER);
    }
  }

  /** An answer being put together. */
  private static final class Reply {
    private final Set<Rr> answers = new LinkedHashSet<>();
    private final Set<Rr> additionals = new LinkedHashSet<>();

    void add(RecordSet set, Question question, Known known) {
      int before = answers.size();
      set.answers(question).stream().filter(known::isNews).forEach(answers::add);
      if (answers.size() > before) {
        set.additionals(question).stream().filter(known::isNews).forEach(additionals::add);
      }
    }

    boolean isEmpty() {
      return answers.isEmpty();
    }

    MdnsMessage message() {
      return MdnsMessage.response(List.copyOf(answers), withoutAnswers());
    }

    MdnsMessage legacyMessage(int id, List<Question> questions) {
      return new MdnsMessage(
          id, true, false, questions, legacy(answers), List.of(), legacy(withoutAnswers()));
    }

    private List<Rr> withoutAnswers() {
      return additionals.stream().filter(each -> !answers.contains(each)).toList();
    }

    private static List<Rr> legacy(Collection<Rr> records) {
      return records.stream().map(Rr::forLegacy).toList();
    }
  }
}

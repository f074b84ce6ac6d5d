package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers queries (RFC 6762 section 6). Knows names, types and classes, not what they mean. */
final class Responder {
  /** Between two multicasts of a record on a link (section 6). */
  static final Duration MULTICAST_GAP = Duration.ofSeconds(1);

  /** The same where a prober waits, who would otherwise take the name (section 6). */
  static final Duration PROBE_GAP = Duration.ofMillis(250);

  /** How long to wait for the rest of an asker's known answers, milliseconds (section 7.2). */
  static final int MORE_KNOWN_LEAST = 400;

  static final int MORE_KNOWN_MOST = 500;

  /** How long answers wait that others may give as well, milliseconds (section 6). */
  static final int SHARED_LEAST = 20;

  static final int SHARED_MOST = 120;

  private final Zone zone;
  private final Links links;
  private final SentHistory history;

  /** What went out as additional records. */
  private final SentHistory along;

  private final PendingAnswers pending;
  private final Outbox outbox;
  private final MdnsLimits limits;
  private final Counters counters;
  private final Jitter jitter;

  Responder(
      Zone zone,
      Links links,
      SentHistory history,
      Outbox outbox,
      MdnsLimits limits,
      Counters counters,
      Jitter jitter) {
    this.zone = zone;
    this.links = links;
    this.history = history;
    this.along = new SentHistory(limits);
    this.pending = new PendingAnswers(limits, counters);
    this.outbox = outbox;
    this.limits = limits;
    this.counters = counters;
    this.jitter = jitter;
  }

  /** Answers {@code query}, now or later. */
  void handleQuery(Tick now, Arrival arrival, Link link, MdnsMessage query) {
    if (arrival.source().getPort() != MdnsProtocol.PORT) {
      answerLegacy(now, arrival, link, query);
      return;
    }
    pending.learn(
        arrival.source(),
        query.answers(),
        question -> ours(now, question, link, arrival.source().getAddress()));
    Query asked =
        new Query(
            now, arrival, link, query.isProbe(), query.truncated(), new Known(query.answers()));
    Reply unicast = new Reply(link);
    Reply multicast = new Reply(link);
    for (Question each : asked(query)) {
      zone.find(now, each.name(), link, arrival.source().getAddress())
          .filter(found -> !found.answers(each).isEmpty())
          .ifPresent(found -> answer(asked, each, found, unicast, multicast));
    }
    count(asked.known());
    if (!unicast.isEmpty()) {
      outbox.unicast(link.index(), arrival.source(), unicast.message());
    }
    send(now, asked.route(), multicast);
  }

  /** What others tell everybody need not be told again (section 7.4). */
  void handleResponse(Arrival arrival, MdnsMessage response) {
    if (arrival.toGroup()) {
      pending.heard(new Route(arrival.linkIndex(), arrival.family()), response.answers());
    }
  }

  /** Sends the answers whose time has come. */
  void handleTimeout(Tick now) {
    Map<Route, Reply> multicasts = new LinkedHashMap<>();
    for (PendingAnswers.Pending each : pending.due(now)) {
      Optional<Link> link = links.find(each.route().linkIndex());
      InetAddress asker = each.asker().getAddress();
      Optional<RecordSet> found =
          link.flatMap(on -> zone.find(now, each.question().name(), on, asker));
      if (found.isEmpty()) {
        continue;
      }
      Reply reply = new Reply(link.get());
      reply.add(found.get(), each.question(), each.known());
      reply.keepWholeSets(rr -> !isHeard(each, rr));
      count(each.known());
      if (!each.alone()) {
        multicasts.computeIfAbsent(each.route(), on -> new Reply(link.get())).addAll(reply);
      } else if (!reply.isEmpty()) {
        outbox.unicast(each.route().linkIndex(), each.asker(), reply.message());
      }
    }
    multicasts.forEach((route, reply) -> send(now, route, reply));
  }

  Optional<Tick> nextTimeout() {
    return pending.nextTimeout();
  }

  private void answer(
      Query query, Question question, RecordSet found, Reply unicast, Reply multicast) {
    counters.count(MdnsCounter.ANSWERED);
    boolean alone =
        question.unicastResponse()
            && mayAnswerAlone(query.now(), query.route(), query.arrival(), found, question);
    if (query.truncated()) {
      later(query, question, found, false, MORE_KNOWN_LEAST, MORE_KNOWN_MOST);
    } else if (!found.unique()) {
      later(query, question, found, alone, SHARED_LEAST, SHARED_MOST);
    } else if (alone) {
      unicast.add(found, question, query.known());
    } else {
      answerAll(query, question, found, multicast);
    }
  }

  private List<Rr> ours(Tick now, Question question, Link link, InetAddress asker) {
    return zone.find(now, question.name(), link, asker)
        .map(found -> found.answers(question))
        .orElse(List.of());
  }

  /** Whether the asker heard {@code rr} since it asked, from us or from somebody else. */
  private boolean isHeard(PendingAnswers.Pending asked, Rr rr) {
    return asked.heard().isAsGood(rr)
        || history.last(asked.route(), rr).filter(at -> !at.isBefore(asked.asked())).isPresent();
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

  private void answerAll(Query query, Question question, RecordSet found, Reply reply) {
    if (lastSent(query, question, found).isEmpty()) {
      reply.add(found, question, query.known());
      return;
    }
    // Put off rather than dropped: browsers ask once and never again.
    counters.count(MdnsCounter.DELAYED);
    later(query, question, found, false, 0, 0);
  }

  /** Waits a random time, and in any case until the records may be sent again (section 6). */
  private void later(
      Query query,
      Question question,
      RecordSet found,
      boolean alone,
      int leastMillis,
      int mostMillis) {
    Tick due = query.now().plus(jitter.millis(leastMillis, mostMillis));
    Tick from = query.truncated() ? due : query.now();
    PendingAnswers.Pending added =
        new PendingAnswers.Pending(
            query.now(),
            from,
            due,
            alone,
            query.route(),
            query.arrival().source(),
            question,
            query.known(),
            new Known(List.of()));
    pending.add(alone ? added : added.notBefore(lastSent(query, question, found), query.gap()));
  }

  /** When one of the answers was multicast last, if that is too short a time ago. */
  private Optional<Tick> lastSent(Query query, Question question, RecordSet found) {
    return found.answers(question).stream()
        .filter(rr -> history.within(query.now(), query.route(), rr, query.gap()))
        .flatMap(rr -> history.last(query.route(), rr).stream())
        .max(Tick::compareTo);
  }

  private void send(Tick now, Route route, Reply reply) {
    if (reply.answers.isEmpty()) {
      return;
    }
    // An additional record is not noted as an answer: who overlooks it and asks next is answered at
    // once.
    reply.additionals.retainAll(
        RecordSet.wholeSets(
            List.copyOf(reply.additionals),
            rr ->
                !history.within(now, route, rr, MULTICAST_GAP)
                    && !along.within(now, route, rr, MULTICAST_GAP)));
    reply.answers.forEach(rr -> history.sent(now, route, rr));
    reply.additionals.forEach(rr -> along.sent(now, route, rr));
    outbox.multicast(route, reply.message());
  }

  /** A resolver of old asks from another port and wants an ordinary DNS answer (section 6.7). */
  private void answerLegacy(Tick now, Arrival arrival, Link link, MdnsMessage query) {
    if (!link.isOnLink(arrival.source().getAddress())) {
      counters.count(MdnsCounter.IGNORED);
      return;
    }
    Reply reply = new Reply(link);
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

  /** A query being answered. */
  private record Query(
      Tick now, Arrival arrival, Link link, boolean probe, boolean truncated, Known known) {

    Route route() {
      return new Route(link.index(), arrival.family());
    }

    Duration gap() {
      return probe ? PROBE_GAP : MULTICAST_GAP;
    }
  }

  /** An answer being put together. */
  private final class Reply {
    private final Link link;
    private final Set<Rr> answers = new LinkedHashSet<>();
    private final Set<Rr> additionals = new LinkedHashSet<>();

    Reply(Link link) {
      this.link = link;
    }

    void add(RecordSet set, Question question, Known known) {
      List<Rr> all = set.answers(question);
      List<Rr> news = RecordSet.wholeSets(all, known::isNews);
      known.suppress(all.size() - news.size());
      answers.addAll(news);
      if (!news.isEmpty()) {
        List<Rr> more =
            Stream.concat(
                    set.additionals(question).stream(),
                    news.stream().flatMap(each -> zone.related(each, link).stream()))
                .distinct()
                .toList();
        additionals.addAll(RecordSet.wholeSets(more, known::isNews));
      }
    }

    /** Of records that belong together (section 10.2) either all stay or none. */
    void keepWholeSets(Predicate<Rr> wanted) {
      answers.retainAll(RecordSet.wholeSets(List.copyOf(answers), wanted));
    }

    void addAll(Reply other) {
      answers.addAll(other.answers);
      additionals.addAll(other.additionals);
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

    private List<Rr> legacy(Collection<Rr> records) {
      return records.stream().map(Rr::forLegacy).toList();
    }
  }
}

package dev.lanward.mdns.unicast;

import dev.lanward.core.Tick;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** All questions that are under way, and those that wait until fewer are. */
final class Exchanges {

  /** Is told what became of a question. */
  @FunctionalInterface
  interface OnReply {
    void handle(Tick now, Reply reply);
  }

  private record Pending(Message question, boolean isSigned, OnReply onReply) {}

  private record Open(Exchange exchange, OnReply onReply) {}

  private final Refusals refusals;
  private final Optional<TsigKey> key;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final Deque<Request> outbox = new ArrayDeque<>();
  private long tickets;

  Exchanges(Refusals refusals, Optional<TsigKey> key, InstantSource clock, RandomGenerator random) {
    this.refusals = refusals;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /** Asks for the records of {@code type} at {@code name}. */
  void query(Tick now, Name name, int type, OnReply onReply) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(new OPTRecord(UnicastProtocol.EDNS_BYTES, 0, 0), Section.ADDITIONAL);
    begin(now, new Pending(query, false, onReply));
  }

  /** Sends an update, signed where there is a key. */
  void update(Tick now, Message update, OnReply onReply) {
    begin(now, new Pending(update, true, onReply));
  }

  void handleAnswer(Tick now, long ticket, byte[] answer) {
    Open asked = open.get(ticket);
    if (asked == null) {
      return;
    }
    if (asked.exchange().turnsToTcp(answer)) {
      attempt(now, asked);
    } else {
      asked.exchange().answer(answer, clock.instant()).ifPresent(reply -> end(now, asked, reply));
    }
  }

  void handleFailure(Tick now, long ticket, String what) {
    Open asked = open.get(ticket);
    if (asked != null) {
      end(now, asked, new Reply.Failed(refusals.unreachable(what)));
    }
  }

  void handleTimeout(Tick now) {
    List<Open> due = new ArrayList<>(open.values());
    due.removeIf(each -> each.exchange().deadline().filter(at -> !now.isBefore(at)).isEmpty());
    due.stream()
        .filter(each -> awaits(each.exchange().ticket()))
        .forEach(each -> attempt(now, each));
  }

  Optional<Request> pollTransmit() {
    return Optional.ofNullable(outbox.poll());
  }

  Optional<Tick> nextTimeout() {
    return open.values().stream()
        .flatMap(each -> each.exchange().deadline().stream())
        .min(Tick::compareTo);
  }

  boolean awaits(long ticket) {
    return open.containsKey(ticket);
  }

  private void begin(Tick now, Pending pending) {
    if (open.size() >= UnicastProtocol.MAX_OUTSTANDING) {
      waiting.add(pending);
      return;
    }
    pending.question().getHeader().setID(random.nextInt(0x10000));
    Exchange exchange =
        new Exchange(
            ++tickets,
            pending.question(),
            key.filter(unused -> pending.isSigned()).map(each -> each.signer(clock)),
            refusals);
    Open asked = new Open(exchange, pending.onReply());
    open.put(exchange.ticket(), asked);
    attempt(now, asked);
  }

  private void attempt(Tick now, Open asked) {
    Optional<Reply> givenUp = asked.exchange().attempt(now);
    if (givenUp.isPresent()) {
      end(now, asked, givenUp.get());
    } else {
      outbox.add(asked.exchange().request());
    }
  }

  private void end(Tick now, Open asked, Reply reply) {
    open.remove(asked.exchange().ticket());
    asked.onReply().handle(now, reply);
    while (open.size() < UnicastProtocol.MAX_OUTSTANDING && !waiting.isEmpty()) {
      begin(now, waiting.remove());
    }
  }
}

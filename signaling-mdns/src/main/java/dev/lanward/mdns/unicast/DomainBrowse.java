package dev.lanward.mdns.unicast;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks for services in the domain, round after round: asks for the instances of a type, and of
 * each that is new or was not asked about for a while, for its records. A round that fails takes
 * nothing back.
 */
final class DomainBrowse {
  private final Browse browse;
  private final DomainNames names;
  private final Exchanges exchanges;
  private final Refusals refusals;
  private final Backoff backoff;
  private final Consumer<UnicastEvent> events;
  private final Map<Name, InstanceLookup> instances = new LinkedHashMap<>();
  private Optional<Tick> next = Optional.empty();
  private Optional<UnicastProblem> problem = Optional.empty();
  private Optional<UnicastProblem> ofRound = Optional.empty();
  private Duration pause = UnicastProtocol.BROWSE_PERIOD;
  private int pending;
  private boolean isStopped;

  DomainBrowse(
      Browse browse,
      DomainNames names,
      Exchanges exchanges,
      Refusals refusals,
      Backoff backoff,
      Consumer<UnicastEvent> events) {
    this.browse = browse;
    this.names = names;
    this.exchanges = exchanges;
    this.refusals = refusals;
    this.backoff = backoff;
    this.events = events;
  }

  void begin(Tick now) {
    next = Optional.empty();
    ofRound = Optional.empty();
    ask(now, names.of(browse), Type.PTR, this::takeInstances);
  }

  void stop() {
    isStopped = true;
    next = Optional.empty();
  }

  void handleTimeout(Tick now) {
    if (next.isPresent() && !now.isBefore(next.get())) {
      begin(now);
    }
  }

  Optional<Tick> nextTimeout() {
    return next;
  }

  /** What a question of this browse brought. */
  @FunctionalInterface
  interface OnAnswer {
    void handle(Tick now, Message answer);
  }

  /** Asks as a part of this round, which lasts until all is answered. */
  void ask(Tick now, Name name, int type, OnAnswer onAnswer) {
    pending++;
    exchanges.query(
        now,
        name,
        type,
        (then, reply) -> {
          pending--;
          if (!isStopped) {
            take(then, reply, onAnswer);
          }
        });
  }

  private void take(Tick now, Reply reply, OnAnswer onAnswer) {
    if (reply instanceof Reply.Answered answered) {
      int rcode = answered.message().getRcode();
      if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
        onAnswer.handle(now, answered.message());
      } else {
        ofRound = Optional.of(refusals.query(rcode));
      }
    } else if (reply instanceof Reply.Failed failed) {
      ofRound = Optional.of(failed.problem());
    }
    if (pending == 0) {
      endRound(now);
    }
  }

  private void takeInstances(Tick now, Message answer) {
    Name asked = names.of(browse);
    Map<Name, ServiceInstance> found = new LinkedHashMap<>();
    pause = UnicastProtocol.BROWSE_PERIOD;
    answer.getSection(Section.ANSWER).stream()
        .filter(each -> each instanceof PTRRecord && each.getName().equals(asked))
        .map(PTRRecord.class::cast)
        .limit(UnicastProtocol.MAX_SERVICES)
        .forEach(
            each -> {
              pause = Periods.within(each.getTTL(), pause);
              names
                  .instance(each.getTarget(), browse.type())
                  .ifPresent(instance -> found.put(each.getTarget(), instance));
            });
    forgetAllBut(found.keySet());
    found.forEach(
        (name, instance) ->
            instances
                .computeIfAbsent(name, unused -> new InstanceLookup(name, instance, this))
                .refresh(now));
  }

  private void forgetAllBut(Set<Name> found) {
    Set<Name> gone = new LinkedHashSet<>(instances.keySet());
    gone.removeAll(found);
    for (Name each : gone) {
      InstanceLookup lookup = instances.remove(each);
      if (lookup != null) {
        lookup.told().ifPresent(unused -> lost(lookup.instance()));
      }
    }
  }

  void found(FoundService service) {
    events.accept(new UnicastEvent.ServiceFound(browse, service));
  }

  void lost(ServiceInstance instance) {
    events.accept(new UnicastEvent.ServiceLost(browse, instance));
  }

  private void endRound(Tick now) {
    if (ofRound.isPresent()) {
      UnicastProblem what = ofRound.get();
      Duration wait = backoff.next();
      next = Optional.of(now.plus(wait));
      if (!problem.map(UnicastProblem::code).equals(Optional.of(what.code()))) {
        events.accept(new UnicastEvent.BrowseFailed(browse, what, wait));
      }
    } else {
      backoff.reset();
      instances.values().forEach(each -> each.settle(now));
      next = Optional.of(now.plus(pause));
      long services = instances.values().stream().filter(each -> each.told().isPresent()).count();
      events.accept(new UnicastEvent.BrowseComplete(browse, (int) services));
    }
    problem = ofRound;
  }
}

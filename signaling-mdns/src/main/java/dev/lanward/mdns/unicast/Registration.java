package dev.lanward.mdns.unicast;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One service on its way into the zone, in it, and out again. It does one thing after the other:
 *
 * <ol>
 *   <li>finds the zone that the domain is in, and that the server is in charge of it;
 *   <li>claims the name, which the server grants only while nobody has it;
 *   <li>where somebody has it, looks who. Its own host: an earlier run, or an update whose answer
 *       was lost, is replaced. Another: the next name is claimed, {@code Name (2)};
 *   <li>replaces what is there whenever something changes, and before the lease ends;
 *   <li>takes it out.
 * </ol>
 *
 * <p>Whatever fails is begun again after a pause.
 */
final class Registration {
  private static final Duration LOST_RACE_PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(30);

  private final ServiceInstance wanted;
  private final Surroundings around;
  private final Backoff backoff;
  private Service service;
  private List<InetAddress> addresses;
  private int number = 1;
  private Optional<Updates> updates = Optional.empty();
  private Optional<SRVRecord> held = Optional.empty();
  private Optional<Service> confirmed = Optional.empty();
  private Optional<Tick> next = Optional.empty();
  private Optional<UnicastEvent.ServicePublished> told = Optional.empty();
  private Optional<UnicastProblem> problem = Optional.empty();
  private boolean isBusy;
  private boolean isChanged;
  private boolean isWithdrawn;
  private boolean isOver;

  /**
   * What a registration works with.
   *
   * @param isAlone whether a host has no service of ours that stays
   */
  record Surroundings(
      DnsDomain domain,
      Exchanges exchanges,
      Refusals refusals,
      Backoff backoff,
      Predicate<UUID> isAlone,
      Consumer<UnicastEvent> events) {}

  Registration(Surroundings around, Service service, List<InetAddress> addresses) {
    this.around = around;
    this.backoff = around.backoff();
    this.wanted = service.instance();
    this.service = service;
    this.addresses = addresses;
  }

  void begin(Tick now) {
    act(now);
  }

  /** Says what is to be told from now on. */
  void change(Tick now, Service changed, List<InetAddress> current) {
    if (changed.equals(service) && current.equals(addresses)) {
      return;
    }
    service = changed;
    addresses = current;
    if (isBusy) {
      isChanged = true;
    } else {
      act(now);
    }
  }

  void withdraw(Tick now) {
    if (isWithdrawn) {
      return;
    }
    isWithdrawn = true;
    if (!isBusy) {
      act(now);
    }
  }

  void handleTimeout(Tick now) {
    if (!isBusy && next.isPresent() && !now.isBefore(next.get())) {
      act(now);
    }
  }

  Optional<Tick> nextTimeout() {
    return isBusy ? Optional.empty() : next;
  }

  UUID host() {
    return service.host();
  }

  boolean isWithdrawn() {
    return isWithdrawn;
  }

  /** Whether it has been taken back and can be forgotten. */
  boolean isOver() {
    return isOver;
  }

  private void act(Tick now) {
    next = Optional.empty();
    isChanged = false;
    if (isWithdrawn) {
      takeOut(now);
    } else if (addresses.isEmpty()) {
      return; // Nobody could reach it. A change will come.
    } else if (updates.isEmpty()) {
      findZone(now);
    } else if (held.isPresent()) {
      replace(now, updates.get(), held.get());
    } else {
      claim(now, updates.get());
    }
  }

  private void findZone(Tick now) {
    Name domain = around.domain().name();
    isBusy = true;
    around
        .exchanges()
        .query(
            now,
            domain,
            Type.SOA,
            answered(
                (then, answer) -> {
                  int rcode = answer.getRcode();
                  if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
                    failed(then, around.refusals().query(rcode));
                    return;
                  }
                  Optional<Name> zone = zone(answer, domain);
                  if (zone.isEmpty()) {
                    failed(then, around.refusals().notInCharge());
                    return;
                  }
                  updates = Optional.of(new Updates(new DomainNames(around.domain()), zone.get()));
                  act(then);
                }));
  }

  /** Whose start of authority the server tells, on its own authority. */
  private static Optional<Name> zone(Message answer, Name domain) {
    if (!answer.getHeader().getFlag(Flags.AA)) {
      return Optional.empty();
    }
    return Stream.of(Section.ANSWER, Section.AUTHORITY)
        .flatMap(section -> answer.getSection(section).stream())
        .filter(SOARecord.class::isInstance)
        .map(Record::getName)
        .filter(domain::subdomain)
        .findFirst();
  }

  private void claim(Tick now, Updates messages) {
    Service named = named();
    update(
        now,
        messages.claim(named, addresses),
        (then, answer) -> {
          switch (answer.getRcode()) {
            case Rcode.NOERROR -> published(then, messages, named, answer);
            case Rcode.YXDOMAIN -> lookWhoseItIs(then, messages, named);
            default -> refused(then, answer);
          }
        });
  }

  private void replace(Tick now, Updates messages, SRVRecord mine) {
    Service named = named();
    update(
        now,
        messages.replace(named, addresses, mine, confirmed),
        (then, answer) -> {
          switch (answer.getRcode()) {
            case Rcode.NOERROR -> published(then, messages, named, answer);
            case Rcode.NXRRSET, Rcode.NXDOMAIN -> {
              held = Optional.empty();
              confirmed = Optional.empty();
              next = Optional.of(then.plus(LOST_RACE_PAUSE));
            }
            default -> refused(then, answer);
          }
        });
  }

  private void lookWhoseItIs(Tick now, Updates messages, Service named) {
    SRVRecord ours = messages.srv(named);
    isBusy = true;
    around
        .exchanges()
        .query(
            now,
            ours.getName(),
            Type.SRV,
            answered(
                (then, answer) -> {
                  if (answer.getRcode() == Rcode.NXDOMAIN) {
                    next = Optional.of(then.plus(LOST_RACE_PAUSE)); // it has gone meanwhile
                    return;
                  }
                  if (answer.getRcode() != Rcode.NOERROR) {
                    failed(then, around.refusals().query(answer.getRcode()));
                    return;
                  }
                  held = srvTo(ours.getTarget(), answer);
                  if (held.isPresent()) {
                    act(then);
                  } else {
                    takeNextName(then);
                  }
                }));
  }

  private static Optional<SRVRecord> srvTo(Name host, Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(SRVRecord.class::isInstance)
        .map(SRVRecord.class::cast)
        .filter(each -> each.getTarget().equals(host))
        .findFirst();
  }

  private void takeNextName(Tick now) {
    if (number == UnicastProtocol.MAX_RENAMES) {
      number = 1;
      failed(now, around.refusals().noName(wanted.name()));
      return;
    }
    number++;
    act(now);
  }

  private void published(Tick now, Updates messages, Service named, Message answer) {
    held = Optional.of(messages.srv(named));
    confirmed = Optional.of(named);
    Optional<Duration> lease = Updates.lease(answer);
    backoff.reset();
    tell(new UnicastEvent.ServicePublished(wanted, named.instance(), lease));
    if (isChanged || isWithdrawn) {
      act(now);
    } else {
      next = Optional.of(now.plus(refreshAfter(lease)));
    }
  }

  /** "80% of the lease" (RFC 9664 section 5.2); where there is none, as if there were. */
  private static Duration refreshAfter(Optional<Duration> lease) {
    Duration whole = lease.orElse(Duration.ofSeconds(UnicastProtocol.LEASE_SECONDS));
    Duration most = whole.multipliedBy(4).dividedBy(5);
    return most.compareTo(SHORTEST_REFRESH) < 0 ? SHORTEST_REFRESH : most;
  }

  private void tell(UnicastEvent.ServicePublished event) {
    if (problem.isPresent() || !told.equals(Optional.of(event))) {
      around.events().accept(event);
    }
    told = Optional.of(event);
    problem = Optional.empty();
  }

  private void takeOut(Tick now) {
    if (updates.isEmpty() || held.isEmpty()) {
      over(held.flatMap(unused -> problem));
      return;
    }
    Service last = confirmed.orElse(named());
    Message message =
        updates.get().withdraw(last, held.get(), around.isAlone().test(service.host()));
    update(
        now,
        message,
        (then, answer) -> {
          switch (answer.getRcode()) {
            case Rcode.NOERROR, Rcode.NXRRSET, Rcode.NXDOMAIN -> over(Optional.empty());
            default -> refused(then, answer);
          }
        });
  }

  private void over(Optional<UnicastProblem> why) {
    isOver = true;
    around.events().accept(new UnicastEvent.ServiceWithdrawn(wanted, why));
  }

  private void update(Tick now, Message message, OnAnswer onAnswer) {
    isBusy = true;
    around.exchanges().update(now, message, answered(onAnswer));
  }

  private void refused(Tick now, Message answer) {
    failed(now, around.refusals().update(answer.getRcode()));
  }

  private void failed(Tick now, UnicastProblem what) {
    if (isWithdrawn) {
      over(Optional.of(what));
      return;
    }
    if (what.code().equals("dns-zone") || what.code().equals("dns-refused")) {
      updates = Optional.empty(); // The zone may have been cut otherwise meanwhile.
    }
    Duration pause = backoff.next();
    next = Optional.of(now.plus(pause));
    if (!problem.map(UnicastProblem::code).equals(Optional.of(what.code()))) {
      around.events().accept(new UnicastEvent.PublishFailed(wanted, what, pause));
    }
    problem = Optional.of(what);
  }

  private Service named() {
    return number == 1 ? service : service.named(wanted.renamed(number));
  }

  /** Goes on with an answer. */
  @FunctionalInterface
  private interface OnAnswer {
    void handle(Tick now, Message answer);
  }

  private Exchanges.OnReply answered(OnAnswer onAnswer) {
    return (now, reply) -> {
      isBusy = false;
      if (reply instanceof Reply.Answered answered) {
        onAnswer.handle(now, answered.message());
        if (isWithdrawn && !isBusy && !isOver) {
          act(now);
        }
      } else if (reply instanceof Reply.Failed failed) {
        failed(now, failed.problem());
      }
    };
  }
}

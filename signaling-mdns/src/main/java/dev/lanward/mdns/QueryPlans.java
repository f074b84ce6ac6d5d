package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked again and again: after 1, 2, 4, ... seconds, at last once an hour (RFC 6762 section
 * 5.2).
 */
final class QueryPlans {
  private static final Duration FIRST_GAP = Duration.ofSeconds(1);
  private static final Duration MAX_GAP = Duration.ofMinutes(60);

  private final Map<RecordCache.Key, Plan> plans = new LinkedHashMap<>();

  /** Asks from {@code first} on; nothing happens when that is under way. */
  void start(Tick first, RecordCache.Key question) {
    plans.computeIfAbsent(question, unused -> new Plan(first));
  }

  void stop(RecordCache.Key question) {
    plans.remove(question);
  }

  /** Begins anew with all: the links changed. */
  void restart(Tick first) {
    plans.replaceAll((question, plan) -> new Plan(first));
  }

  /** Takes the questions whose time has come, as asked now. */
  Set<RecordCache.Key> due(Tick now) {
    Set<RecordCache.Key> due = new LinkedHashSet<>();
    plans.forEach(
        (question, plan) -> {
          if (!now.isBefore(plan.next)) {
            due.add(question);
            plan.asked(now);
          }
        });
    return due;
  }

  /** Whether {@code question} is about to be asked: its wait is half over (section 7.3). */
  boolean isSoon(Tick now, RecordCache.Key question) {
    Plan plan = plans.get(question);
    return plan != null
        && (plan.wait.isZero() || plan.next.since(now).compareTo(plan.wait.dividedBy(2)) < 0);
  }

  /** Somebody else asked it on {@code route}; when all of ours are covered, we did. */
  void heard(Tick now, RecordCache.Key question, Route route, Set<Route> ours) {
    Plan plan = plans.get(question);
    if (plan != null) {
      plan.heard.add(route);
      if (plan.heard.containsAll(ours)) {
        plan.asked(now);
      }
    }
  }

  Optional<Tick> nextTimeout() {
    return plans.values().stream().map(each -> each.next).min(Tick::compareTo);
  }

  int size() {
    return plans.size();
  }

  private static final class Plan {
    private final Set<Route> heard = new HashSet<>();
    private Tick next;

    /** From the last question to the next one. */
    private Duration wait = Duration.ZERO;

    Plan(Tick first) {
      this.next = first;
    }

    void asked(Tick now) {
      Duration twice = wait.isZero() ? FIRST_GAP : wait.multipliedBy(2);
      wait = twice.compareTo(MAX_GAP) > 0 ? MAX_GAP : twice;
      next = now.plus(wait);
      heard.clear();
    }
  }
}

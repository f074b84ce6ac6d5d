package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Record;

/**
 * A record that another host told, and its timers: asked for again at 80, 85, 90 and 95 % of its
 * life (RFC 6762 section 5.2), forgotten at its end.
 */
final class CachedRecord {
  /** A day: nothing on a LAN is good for longer, whatever a record says. */
  private static final long MAX_TTL_SECONDS = 86_400;

  private static final int FIRST_REFRESH_PERCENT = 80;
  private static final int REFRESH_STEP_PERCENT = 5;
  private static final int REFRESHES = 4;

  /** How long others' questions may stay unanswered (section 10.5). */
  private static final Duration UNANSWERED = Duration.ofSeconds(10);

  /** So many of their questions (section 10.5). */
  private static final int QUESTIONS = 2;

  /** Whom it is remembered of; who says it last in a row of many is not. */
  private static final int MOST_SOURCES = 8;

  /** What is asked over both families at once is one question. */
  private static final Duration SAME_QUESTION = Duration.ofMillis(500);

  final int linkIndex;

  /** Who told it last, and pays for it. */
  final InetAddress source;

  final long number;
  private final Set<InetAddress> sources = new LinkedHashSet<>();
  private final Record record;
  private final Tick received;
  private final double jitterPercent;
  private Tick expires;
  private int refreshes;
  private int unanswered;
  private Tick lastUnanswered;
  private Optional<Tick> doubtedUntil = Optional.empty();
  private Tick due;

  /**
   * @param number tells records with the same timers apart
   * @param jitterPercent 0 to 2, so that not all hosts ask again at once (section 5.2)
   */
  CachedRecord(
      Tick now,
      int linkIndex,
      InetAddress source,
      Record record,
      long number,
      double jitterPercent) {
    this.linkIndex = linkIndex;
    this.source = source;
    this.record = record;
    this.number = number;
    this.received = now;
    this.lastUnanswered = now;
    this.jitterPercent = jitterPercent;
    this.expires = now.plus(Duration.ofSeconds(Math.min(record.getTTL(), MAX_TTL_SECONDS)));
    this.due = refreshAt();
    this.sources.add(source);
  }

  /** This record was told before, as {@code earlier}, and has been known since. */
  void succeed(CachedRecord earlier) {
    sources.clear();
    sources.addAll(earlier.sources);
    if (sources.size() < MOST_SOURCES) {
      sources.add(source);
    }
  }

  /** All who have told it since it was first known, the first of them if they are many. */
  Set<InetAddress> sources() {
    return sources;
  }

  Record record() {
    return record;
  }

  Tick received() {
    return received;
  }

  boolean isAlive(Tick now) {
    return now.isBefore(expires) && doubtedUntil.filter(at -> !now.isBefore(at)).isEmpty();
  }

  /** Taken back or replaced: it lives on for {@code grace}, unless it ends before. */
  void endBy(Tick end) {
    if (end.isBefore(expires)) {
      expires = end;
      refreshes = REFRESHES;
      due = nextDue();
    }
  }

  /** Somebody asked for it; without an answer it is not to be believed any more. */
  void asked(Tick now) {
    if (unanswered > 0 && now.since(lastUnanswered).compareTo(SAME_QUESTION) < 0) {
      return;
    }
    lastUnanswered = now;
    unanswered++;
    if (unanswered == QUESTIONS) {
      doubtedUntil = Optional.of(now.plus(UNANSWERED));
      due = nextDue();
    }
  }

  /** When something is to be done about it; the order of all is kept by this. */
  Tick due() {
    return due;
  }

  /** Notes that it is asked for again now. */
  void refreshed(Tick now) {
    while (refreshes < REFRESHES && !now.isBefore(refreshAt())) {
      refreshes++;
    }
    due = nextDue();
  }

  /** Seconds left, when that is more than half of its life (section 7.1). */
  Optional<Long> knownFor(Tick now) {
    long left = expires.since(now).toSeconds();
    return left * 2 > record.getTTL() ? Optional.of(left) : Optional.empty();
  }

  private Tick nextDue() {
    Tick next = refreshes < REFRESHES ? refreshAt() : expires;
    return doubtedUntil.filter(at -> at.isBefore(next)).orElse(next);
  }

  private Tick refreshAt() {
    double percent =
        FIRST_REFRESH_PERCENT + REFRESH_STEP_PERCENT * (double) refreshes + jitterPercent;
    long ttl = Math.min(record.getTTL(), MAX_TTL_SECONDS);
    return received.plus(Duration.ofNanos((long) (ttl * percent * 10_000_000)));
  }
}

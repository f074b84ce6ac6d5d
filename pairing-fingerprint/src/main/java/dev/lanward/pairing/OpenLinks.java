package dev.lanward.pairing;

import dev.lanward.core.Tick;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The links that are open and unused, with the time when each expires. */
final class OpenLinks {
  /** More open links than this have no use, and each costs every {@code lw2} knock an HMAC. */
  static final int MAX_LINKS = 16;

  private final Map<LinkSecret, Tick> expiries = new LinkedHashMap<>();
  private final Consumer<PairingEvent> events;

  OpenLinks(Consumer<PairingEvent> events) {
    this.events = events;
  }

  /** Opens a link; the oldest makes room. */
  void open(LinkSecret secret, Tick expires) {
    if (expiries.size() == MAX_LINKS) {
      retire(expiries.keySet().iterator().next(), PairingEvent.Why.BY_OWNER);
    }
    expiries.put(secret, expires);
  }

  List<LinkSecret> secrets() {
    return List.copyOf(expiries.keySet());
  }

  /** Whether the link was open; from now on it is not. */
  boolean spend(LinkSecret secret) {
    return retire(secret, PairingEvent.Why.USED);
  }

  void closeAll() {
    secrets().forEach(secret -> retire(secret, PairingEvent.Why.BY_OWNER));
  }

  void handleTimeout(Tick now) {
    Iterator<Map.Entry<LinkSecret, Tick>> links = expiries.entrySet().iterator();
    while (links.hasNext()) {
      Map.Entry<LinkSecret, Tick> link = links.next();
      if (!now.isBefore(link.getValue())) {
        links.remove();
        events.accept(new PairingEvent.LinkRetired(link.getKey(), PairingEvent.Why.EXPIRED));
      }
    }
  }

  Optional<Tick> nextTimeout() {
    return expiries.isEmpty() ? Optional.empty() : Optional.of(Collections.min(expiries.values()));
  }

  private boolean retire(LinkSecret secret, PairingEvent.Why why) {
    if (expiries.remove(secret) == null) {
      return false;
    }
    events.accept(new PairingEvent.LinkRetired(secret, why));
    return true;
  }
}

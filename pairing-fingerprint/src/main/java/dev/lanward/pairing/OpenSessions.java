package dev.lanward.pairing;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pairing sessions of one kind that are open, and how many there may be (section 9). */
final class OpenSessions {
  static final int MAX_SESSIONS = 4;
  static final int MAX_SESSIONS_PER_SOURCE = 2;

  private final Map<PairingSession, InetAddress> sources = new LinkedHashMap<>();

  boolean isFull(InetAddress source) {
    return sources.size() >= MAX_SESSIONS
        || Collections.frequency(sources.values(), source) >= MAX_SESSIONS_PER_SOURCE;
  }

  void add(PairingSession session, InetAddress source) {
    sources.put(session, source);
  }

  void remove(PairingSession session) {
    sources.remove(session);
  }

  /** A copy: sessions leave while they are told the time. */
  List<PairingSession> all() {
    return List.copyOf(sources.keySet());
  }
}

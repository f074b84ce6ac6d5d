package dev.lanward.kurentodouble;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which sessions there are, and which objects they hold. A session is there once it holds an
 * object; one without a sign of life for a whole period of the collector ends, and what no other
 * session holds ends with it (the server's {@code MediaSet.cpp}). The desk's thread.
 */
final class Sessions {
  private final Map<String, Set<String>> held = new HashMap<>();
  private final Set<String> alive = new HashSet<>();

  boolean has(String session) {
    return held.containsKey(session);
  }

  Set<String> names() {
    return held.keySet();
  }

  void keepAlive(String session) {
    if (has(session)) {
      alive.add(session);
    }
  }

  /** The session holds the object from now on, and is there. */
  void hold(String session, String object) {
    held.computeIfAbsent(session, each -> new HashSet<>()).add(object);
    alive.add(session);
  }

  void forget(String object) {
    held.values().forEach(objects -> objects.remove(object));
  }

  /** Ends one; returns what nobody holds any more. */
  List<String> end(String session) {
    Set<String> objects = held.remove(session);
    alive.remove(session);
    if (objects == null) {
      return List.of();
    }
    objects.removeIf(object -> held.values().stream().anyMatch(each -> each.contains(object)));
    return new ArrayList<>(objects);
  }

  /** Those that have shown no sign of life since the last time; they are not ended yet. */
  List<String> collect() {
    List<String> silent =
        held.keySet().stream().filter(each -> !alive.contains(each)).collect(Collectors.toList());
    alive.clear();
    return silent;
  }

  void clear() {
    held.clear();
    alive.clear();
  }
}

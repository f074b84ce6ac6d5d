package dev.lanward.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions there are, by pairing. Changed on the loop's thread; any thread reads. */
final class Sessions {
  private final Map<String, List<PeerSession>> byPairing = new ConcurrentHashMap<>();
  private @Nullable Runnable whenEmpty;
  private Optional<MediaDesk> media = Optional.empty();

  /** What the device has of media, of which its sessions hear. Before the first session. */
  void setMedia(MediaDesk desk) {
    media = Optional.of(desk);
  }

  /** Empty where nobody has said. */
  Optional<MediaDesk> media() {
    return media;
  }

  void add(PeerSession session) {
    byPairing.merge(session.pairingId(), List.of(session), Sessions::joined);
  }

  void remove(PeerSession session) {
    byPairing.computeIfPresent(
        session.pairingId(),
        (id, sessions) -> {
          List<PeerSession> left = sessions.stream().filter(each -> each != session).toList();
          return left.isEmpty() ? null : left;
        });
    if (whenEmpty != null && byPairing.isEmpty()) {
      whenEmpty.run();
    }
  }

  List<PeerSession> of(String pairingId) {
    return byPairing.getOrDefault(pairingId, List.of());
  }

  List<PeerSession> all() {
    return byPairing.values().stream().flatMap(List::stream).toList();
  }

  /** Those that carry data. */
  List<PeerSession> open() {
    return all().stream().filter(Session::isOpen).toList();
  }

  /** Runs {@code action} when there is none left, which may be at once. */
  void whenEmpty(Runnable action) {
    if (byPairing.isEmpty()) {
      action.run();
    } else {
      whenEmpty = action;
    }
  }

  private static List<PeerSession> joined(List<PeerSession> some, List<PeerSession> more) {
    List<PeerSession> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}

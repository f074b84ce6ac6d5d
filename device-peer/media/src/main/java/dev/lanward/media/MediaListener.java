package dev.lanward.media;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.Peer;
import java.util.Set;

/** What the program hears of its media. On the media's thread: must not wait. */
public interface MediaListener {
  /**
   * A peer asks for what it has no grant for; its owner decides, or it is refused in two minutes.
   */
  void asked(Peer peer, Set<Grant> grants);

  /** Somebody watches, hears or is heard, or does so no more: then {@code active} is empty. */
  void using(Peer peer, Set<Grant> active);

  /** The camera is gone, or the engine, and is tried again. */
  void problem(String code, String message);

  /** What was a problem is none any more. */
  void recovered(String what);

  /** Hears nothing. */
  static MediaListener none() {
    return new MediaListener() {
      @Override
      public void asked(Peer peer, Set<Grant> grants) {}

      @Override
      public void using(Peer peer, Set<Grant> active) {}

      @Override
      public void problem(String code, String message) {}

      @Override
      public void recovered(String what) {}
    };
  }
}

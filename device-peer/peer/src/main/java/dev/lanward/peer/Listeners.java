package dev.lanward.peer;

import dev.lanward.pairing.Pairing;
import java.util.function.Consumer;

/** What the program wants to hear of. */
final class Listeners implements Doorway.Listener {
  private final Callbacks callbacks;
  private volatile Consumer<Session> onSession = session -> {};
  private volatile Consumer<Peer> onPaired = peer -> {};

  Listeners(Callbacks callbacks) {
    this.callbacks = callbacks;
  }

  void onSession(Consumer<Session> handler) {
    onSession = handler;
  }

  void onPaired(Consumer<Peer> handler) {
    onPaired = handler;
  }

  @Override
  public void opened(PeerSession session) {
    callbacks.run(() -> onSession.accept(session));
  }

  @Override
  public void paired(Pairing pairing) {
    callbacks.run(() -> onPaired.accept(Peer.of(pairing)));
  }
}

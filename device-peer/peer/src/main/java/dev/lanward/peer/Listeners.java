package dev.lanward.peer;

import dev.lanward.pairing.Pairing;
import java.util.Optional;
import java.util.function.Consumer;

/** What the program wants to hear of. */
final class Listeners implements Doorway.Listener {
  private final Callbacks callbacks;
  private volatile Consumer<Session> onSession = session -> {};
  private volatile Consumer<Peer> onPaired = peer -> {};
  private Consumer<String> onRegistered = name -> {};
  private Optional<String> registered = Optional.empty();

  Listeners(Callbacks callbacks) {
    this.callbacks = callbacks;
  }

  void onSession(Consumer<Session> handler) {
    onSession = handler;
  }

  void onPaired(Consumer<Peer> handler) {
    onPaired = handler;
  }

  synchronized void onRegistered(Consumer<String> handler) {
    onRegistered = handler;
    registered.ifPresent(name -> callbacks.run(() -> handler.accept(name)));
  }

  /** The device stands in its domain under {@code name}. */
  synchronized void registered(String name) {
    Consumer<String> handler = onRegistered;
    registered = Optional.of(name);
    callbacks.run(() -> handler.accept(name));
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

package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.peer.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A channel at this end: what is sent is noted, what a peer says is put in by the test. */
final class FakeChannel implements Channel {
  final List<Object> sent = new ArrayList<>();
  boolean isFull;

  /** What the peer does about each message, before {@code send} returns. */
  Consumer<Object> answers = message -> {};

  private final String label;
  private final String protocol;
  private final List<Runnable> closing = new ArrayList<>();
  private Consumer<String> texts = text -> {};
  private Consumer<Bytes> binaries = bytes -> {};
  private boolean isOpen = true;

  FakeChannel(String label, String protocol) {
    this.label = label;
    this.protocol = protocol;
  }

  /** The peer says that. */
  void hears(String text) {
    texts.accept(text);
  }

  void hears(Bytes bytes) {
    binaries.accept(bytes);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public void send(String text) {
    take(text);
  }

  @Override
  public void send(Bytes message) {
    take(message);
  }

  @Override
  public long bufferedAmount() {
    return 0;
  }

  @Override
  public void onText(Consumer<String> handler) {
    texts = handler;
  }

  @Override
  public void onBinary(Consumer<Bytes> handler) {
    binaries = handler;
  }

  @Override
  public void onBufferedAmountLow(long threshold, Runnable handler) {
    // Nothing is ever buffered.
  }

  @Override
  public void onClose(Runnable handler) {
    closing.add(handler);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      closing.forEach(Runnable::run);
    }
  }

  private void take(Object message) {
    if (!isOpen || isFull) {
      throw new IllegalStateException(isFull ? "full" : "closed");
    }
    sent.add(message);
    answers.accept(message);
  }
}

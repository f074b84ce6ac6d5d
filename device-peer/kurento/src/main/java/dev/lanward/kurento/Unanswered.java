package dev.lanward.kurento;

import org.kurento.client.Continuation;

/** For what a media server is told without anybody waiting for what comes of it. */
final class Unanswered implements Continuation<Void> {
  @Override
  public void onSuccess(Void nothing) {}

  @Override
  public void onError(Throwable failure) {}
}

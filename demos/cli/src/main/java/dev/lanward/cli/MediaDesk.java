package dev.lanward.cli;

import dev.lanward.media.MediaEngine;
import dev.lanward.media.MediaListener;
import dev.lanward.pairing.Grant;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.util.Set;
import java.util.concurrent.Executor;

/** Media at a running device: what happens is told, and Enter rings. */
final class MediaDesk implements RunningExtra, MediaListener {
  private final MediaEngine media;
  private final DeviceEvents events;
  private volatile Executor teller = Runnable::run;

  MediaDesk(MediaEngine media, DeviceEvents events) {
    this.media = media;
    this.events = events;
    media.setListener(this);
  }

  @Override
  public void begin(Executor tellsFromNow) {
    teller = tellsFromNow;
  }

  @Override
  public void join(Session session, Executor ignored) {
    // The device has told the media of it.
  }

  @Override
  public boolean takeTyped(String line) {
    boolean isRing = line.isEmpty() || line.equals("ring");
    if (isRing) {
      ring();
    }
    return isRing;
  }

  @Override
  public void ring() {
    media.ring();
    teller.execute(events::rang);
  }

  @Override
  public void refuse(String peer) {
    media.refuse(peer);
  }

  @Override
  public void asked(Peer peer, Set<Grant> grants) {
    teller.execute(() -> events.asked(peer, grants));
  }

  @Override
  public void using(Peer peer, Set<Grant> active) {
    teller.execute(() -> events.using(peer, active));
  }

  @Override
  public void problem(String code, String message) {
    teller.execute(() -> events.error(code, message));
  }

  @Override
  public void recovered(String what) {
    teller.execute(() -> events.recovered(what));
  }
}

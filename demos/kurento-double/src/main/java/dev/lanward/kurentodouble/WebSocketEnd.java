package dev.lanward.kurentodouble;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** One connection; public, as Jetty calls it by reflection. */
public final class WebSocketEnd extends Session.Listener.AbstractAutoDemanding implements Client {
  private final Desk desk;

  WebSocketEnd(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void onWebSocketText(String message) {
    desk.received(this, message);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
  }

  @Override
  public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
    desk.closed(this);
    super.onWebSocketClose(statusCode, reason, callback);
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    desk.closed(this);
  }

  @Override
  public void send(String text) {
    Session session = getSession();
    if (session != null && session.isOpen()) {
      session.sendText(text, Callback.NOOP);
    }
  }

  @Override
  public void close() {
    Session session = getSession();
    if (session != null) {
      session.disconnect();
    }
  }
}

package dev.lanward.peer.web;

import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The open connections. A client that asks slowly costs a connection and no thread; here that cost
 * ends: who has not asked within the time allowed is sent away, however many bytes trickle in, and
 * when there is no more room, so is who has been waiting longest.
 */
final class Guests implements Connection.Listener, SelectorManager.AcceptListener {
  private static final long SWEEP_MILLIS = 500;

  private final WebLimits limits;
  private final Scheduler scheduler;
  private final Map<Connection, Stay> stays = new HashMap<>();
  private final Set<SelectableChannel> accepted = ConcurrentHashMap.newKeySet();
  private boolean sweeping;

  Guests(WebLimits limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    accepted.add(channel);
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    accepted.remove(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    accepted.remove(channel);
  }

  /** After the server's end: one that was just being accepted belongs to nobody else then. */
  void closeLeftOvers() {
    accepted.forEach(IO::close);
    accepted.clear();
  }

  @Override
  public void onOpened(Connection connection) {
    List<Connection> crowd = new ArrayList<>();
    synchronized (stays) {
      stays.put(connection, Stay.waiting());
      while (stays.size() > limits.connections()) {
        Connection longest = longest(connection);
        stays.remove(longest);
        crowd.add(longest);
      }
      sweepLater();
    }
    crowd.forEach(Guests::sendAway);
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (stays) {
      stays.remove(connection);
    }
  }

  /** Notes that a whole request has arrived, and when its answer is through. */
  void serve(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    become(connection, Stay.served());
    Request.addCompletionListener(request, unused -> become(connection, Stay.waiting()));
  }

  private void become(Connection connection, Stay stay) {
    synchronized (stays) {
      stays.replace(connection, stay);
    }
  }

  /**
   * The oldest state, asking or being served: it is neither a page that loads nor a new arrival.
   */
  private Connection longest(Connection newest) {
    return stays.entrySet().stream()
        .filter(each -> each.getKey() != newest)
        .min((a, b) -> Long.signum(a.getValue().sinceNanos() - b.getValue().sinceNanos()))
        .orElseThrow()
        .getKey();
  }

  private void sweep() {
    long latest = System.nanoTime() - limits.patience().toNanos();
    List<Connection> overdue = new ArrayList<>();
    synchronized (stays) {
      stays.forEach(
          (connection, stay) -> {
            if (!stay.isServed() && stay.sinceNanos() - latest < 0) {
              overdue.add(connection);
            }
          });
      overdue.forEach(stays::remove);
      sweeping = false;
      sweepLater();
    }
    overdue.forEach(Guests::sendAway);
  }

  /** A device that nobody visits has nothing to do. */
  private void sweepLater() {
    if (!sweeping && !stays.isEmpty() && scheduler.isRunning()) {
      sweeping = true;
      scheduler.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static void sendAway(Connection connection) {
    connection.getEndPoint().close();
  }

  /** What a connection does, and since when. */
  private record Stay(boolean isServed, long sinceNanos) {
    static Stay waiting() {
      return new Stay(false, System.nanoTime());
    }

    static Stay served() {
      return new Stay(true, System.nanoTime());
    }
  }
}

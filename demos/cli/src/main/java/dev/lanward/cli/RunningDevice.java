package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import dev.lanward.peer.Session;
import dev.lanward.peer.store.StateDirectory;
import dev.lanward.peer.web.PageServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A device from its start to its end, with its pages, its events and its input. */
final class RunningDevice implements DeviceInput.Orders {

  /**
   * What to run.
   *
   * @param state the state directory of {@code builder}
   * @param pages what to serve, if anything
   * @param pairing how long pairing mode is open from the start; not at all when empty
   * @param isPrivate whether it shows itself to its paired peers alone
   * @param isJson whether stdin holds JSON
   * @param extra what the command adds to it
   */
  record Plan(
      Path state,
      Device.Builder builder,
      Optional<Pages> pages,
      int webPort,
      Optional<Duration> pairing,
      boolean isPrivate,
      boolean isJson,
      RunningExtra extra) {

    /** A device that does nothing else. */
    Plan(
        Path state,
        Device.Builder builder,
        Optional<Pages> pages,
        int webPort,
        Optional<Duration> pairing,
        boolean isPrivate,
        boolean isJson) {
      this(state, builder, pages, webPort, pairing, isPrivate, isJson, RunningExtra.none());
    }
  }

  private static final Duration USUAL_OPENING = Duration.ofMinutes(5);

  private final Terminal terminal;
  private final Plan plan;
  private final DeviceEvents events;
  private final Chat chat;
  private final Device device;
  private final List<Runnable> early = new ArrayList<>();
  private boolean isAnnounced;
  private volatile int openings;

  /** Where others open its pages, or empty. */
  private volatile String page = "";

  private RunningDevice(Terminal terminal, Plan plan, DeviceEvents events, Device device) {
    this.terminal = terminal;
    this.plan = plan;
    this.events = events;
    this.chat = new Chat(events, this::tell);
    this.device = device;
  }

  /** Runs until the process is interrupted, or what the command adds is over. */
  static void run(Terminal terminal, Plan plan, DeviceEvents events) throws Exception {
    try (AtExit atExit = new AtExit(terminal)) {
      // Whoever starts the same device again is told that, and not that its ports are taken.
      StateDirectory.open(plan.state()).lockForDevice().close();
      // The pages before the device: when their port is taken, nobody has seen it yet.
      Served pages = serve(plan);
      pages.server().ifPresent(atExit::add);
      Device device = atExit.add(plan.builder().start());
      RunningDevice running = new RunningDevice(terminal, plan, events, device);
      pages.problem().ifPresent(why -> running.tell(() -> events.error("no-page", why)));
      plan.extra().begin(running::tell);
      running.announce(pages.server().map(server -> url(device, server.port())));
      if (plan.pairing().isPresent()) {
        running.pair(plan.pairing());
      }
      running.readInput();
      ErrandDesk.open(plan.state(), device, plan.extra()::ring).ifPresent(atExit::add);
      Optional<CommandFailedException> failure = plan.extra().awaitEnd();
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  @Override
  public synchronized void pair(Optional<Duration> duration) {
    tell(events::pairingOpens);
    device.openPairing(duration.or(plan::pairing).orElse(USUAL_OPENING), new Opening(++openings));
  }

  @Override
  public void send(String text, Optional<String> peer, String channel)
      throws CommandFailedException {
    if (chat.send(text, peer, channel) == 0) {
      throw new CommandFailedException(
          "closed", "Not sent: nobody has the channel " + channel + " open.");
    }
  }

  @Override
  public void revoke(String peer) throws CommandFailedException {
    requireKnown(device.revoke(peer), peer);
  }

  @Override
  public void rename(String peer, String name) throws CommandFailedException {
    requireKnown(device.rename(peer, name), peer);
  }

  @Override
  public void grant(String peer, Set<Grant> grants) throws CommandFailedException {
    requireKnown(device.grant(peer, grants), peer);
  }

  @Override
  public void refuse(String peer) throws CommandFailedException {
    plan.extra().refuse(peer);
  }

  @Override
  public void ring() throws CommandFailedException {
    plan.extra().ring();
  }

  @Override
  public boolean takeTyped(String line) {
    return plan.extra().takeTyped(line);
  }

  @Override
  public void answer(String transfer, boolean isAccepted) throws CommandFailedException {
    plan.extra().answer(transfer, isAccepted);
  }

  @Override
  public void kick(String player, boolean isBan) throws CommandFailedException {
    plan.extra().kick(player, isBan);
  }

  @Override
  public void lock(boolean isLocked) throws CommandFailedException {
    plan.extra().lock(isLocked);
  }

  /** Nothing is told before {@code ready}, and nothing is missed that happens meanwhile. */
  private void announce(Optional<String> url) {
    device.onSession(this::watch);
    device.onPaired(peer -> tell(() -> events.paired(peer)));
    device.onRegistered(name -> tell(() -> events.registered(name)));
    device.onProblem(problem -> tell(() -> events.error(problem.code(), problem.message())));
    DeviceEvents.Ready ready =
        new DeviceEvents.Ready(
            device.name(),
            device.type(),
            device.doorPort().orElse(0),
            plan.isPrivate() ? Optional.empty() : Optional.of(device.host()),
            url,
            device.fingerprint());
    page = url.orElse("");
    synchronized (early) {
      events.ready(ready);
      early.forEach(Runnable::run);
      early.clear();
      isAnnounced = true;
    }
  }

  private void watch(Session session) {
    tell(() -> events.session(session.peer(), true));
    plan.extra().join(session, this::tell);
    chat.join(session);
    session.onClose(end -> tell(() -> events.session(session.peer(), false)));
  }

  private void tell(Runnable event) {
    synchronized (early) {
      if (isAnnounced) {
        event.run();
      } else {
        early.add(event);
      }
    }
  }

  private void readInput() {
    Thread reader = new Thread(this::readLines, "lanward-input");
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    DeviceInput input = new DeviceInput(this);
    try (BufferedReader lines = terminal.reader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(input, line);
      }
    } catch (IOException e) {
      // As at its end: the device runs on without input.
    }
  }

  private void take(DeviceInput input, String line) {
    try {
      if (plan.isJson()) {
        input.takeJson(line);
      } else {
        input.takeTyped(line);
      }
    } catch (Exception e) {
      tell(() -> events.error(Failures.code(e), Failures.message(e)));
    }
  }

  /** Hears of one opening, until there is another: what ends then needs no telling. */
  private final class Opening implements PairingListener {
    private final int number;

    Opening(int number) {
      this.number = number;
    }

    @Override
    public void onInvitation(PairingInvitation invitation) {
      tellIfCurrent(() -> events.invitation(invitation));
      invite(Optional.of(invitation));
    }

    @Override
    public void onWrongCode(int guessesLeft) {
      tellIfCurrent(() -> events.wrongCode(guessesLeft));
    }

    @Override
    public void onClosed() {
      tellIfCurrent(events::pairingClosed);
      invite(Optional.empty());
    }

    /** Not from within what tells: what is added may have something to tell while it has a lock. */
    private void invite(Optional<PairingInvitation> invitation) {
      if (number == openings) {
        plan.extra().invite(invitation, page);
      }
    }

    private void tellIfCurrent(Runnable event) {
      if (number == openings) {
        tell(event);
      }
    }
  }

  private static void requireKnown(boolean isKnown, String peer) throws CommandFailedException {
    if (!isKnown) {
      throw new CommandFailedException(
          "unknown-peer", "There is no peer with the id " + peer + ".");
    }
  }

  /** Pages that nobody asked for are no reason not to run. */
  private static Served serve(Plan plan) throws IOException {
    if (plan.pages().isEmpty()) {
      return new Served(Optional.empty(), Optional.empty());
    }
    Pages pages = plan.pages().get();
    try {
      return new Served(Optional.of(pages.serve(plan.webPort())), Optional.empty());
    } catch (IOException e) {
      if (pages.isAskedFor()) {
        throw e;
      }
      String why = "Without its page: " + e.getMessage() + ".";
      return new Served(Optional.empty(), Optional.of(why));
    }
  }

  private record Served(Optional<PageServer> server, Optional<String> problem) {}

  /** Where others open the pages: by IPv4, which needs no brackets, if there is any. */
  private static String url(Device device, int port) {
    String host =
        device.addresses().stream()
            .filter(Inet4Address.class::isInstance)
            .findFirst()
            .or(() -> device.addresses().stream().findFirst())
            .map(RunningDevice::inUrl)
            .orElse("localhost");
    return "http://" + host + ":" + port + "/";
  }

  private static String inUrl(InetAddress address) {
    String literal = address.getHostAddress();
    return address instanceof Inet4Address ? literal : "[" + literal.replaceAll("%.*", "") + "]";
  }
}

package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device with a door and one that knocks, on loopback and without multicast. */
final class TwoDevices implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(20);

  final BlockingQueue<PairingInvitation> invitations = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> wrongCodes = new LinkedBlockingQueue<>();
  final BlockingQueue<String> closings = new LinkedBlockingQueue<>();
  final BlockingQueue<Peer> paired = new LinkedBlockingQueue<>();
  final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
  final BlockingQueue<Problem> problems = new LinkedBlockingQueue<>();
  final Path doorState;
  final Path callerState;
  Device door;
  Device caller;

  TwoDevices(Path directory) throws Exception {
    doorState = directory.resolve("door");
    callerState = directory.resolve("caller");
    startDoor(0);
    startCaller();
  }

  void startDoor(int port) throws Exception {
    startDoor("Door", port);
  }

  void startDoor(String name, int port) throws Exception {
    door =
        Device.builder()
            .name(name)
            .type("doorbell")
            .stateDirectory(doorState)
            .interfaceName("lo")
            .port(port)
            .withoutMdns()
            .start();
    door.onPaired(paired::add);
    door.onSession(sessions::add);
    door.onProblem(problems::add);
  }

  void startCaller() throws Exception {
    startCaller("Caller");
  }

  void startCaller(String name) throws Exception {
    caller =
        Device.builder()
            .name(name)
            .stateDirectory(callerState)
            .interfaceName("lo")
            .withoutMdns()
            .withoutDoor()
            .start();
  }

  PairingInvitation openPairing() throws InterruptedException {
    door.openPairing(
        Duration.ofMinutes(5),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            invitations.add(invitation);
          }

          @Override
          public void onWrongCode(int guessesLeft) {
            wrongCodes.add(guessesLeft);
          }

          @Override
          public void onClosed() {
            closings.add("closed");
          }
        });
    return next(invitations);
  }

  Peer pairByLink() throws Exception {
    PairingInvitation invitation = openPairing();
    Peer device = caller.pair(invitation.link().text()).get(20, TimeUnit.SECONDS);
    next(paired);
    return device;
  }

  /** The next of {@code events}; fails when none comes. */
  static <T> T next(BlockingQueue<T> events) throws InterruptedException {
    T event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing came within " + LIMIT);
    }
    return event;
  }

  @Override
  public void close() {
    caller.close();
    door.close();
    assertEquals(0, caller.escapedExceptions() + door.escapedExceptions(), "see the log");
  }
}

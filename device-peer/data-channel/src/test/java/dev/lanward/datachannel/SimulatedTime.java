package dev.lanward.datachannel;

import static dev.lanward.datachannel.Pair.MILLISECOND;
import static dev.lanward.datachannel.Pair.SECOND;
import static dev.lanward.datachannel.SimulatedLimits.logUniform;

import dev.lanward.core.Tick;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * The clock of a {@link SimulatedWorld}: carries packets from one peer to the other when they are
 * due, wakes associations when their timers say so, or somewhat later, and keeps appointments. The
 * invariants are looked at after every step.
 */
final class SimulatedTime {
  private record Appointment(long at, Runnable what) {}

  private final SplittableRandom random;
  private final SimulatedPeer[] peers;
  private final SimulatedWorkload[] workloads;
  private final SimulatedInvariants[] invariants;

  /** By the peer that sends on it. */
  private final SimulatedLink[] links;

  /** What the peers' clocks show in the beginning: they may wrap. */
  private final long origin;

  private final long timerSlack;
  private final PriorityQueue<Appointment> diary =
      new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
  private final int[] packetsIn = new int[2];
  private final int[] packetsOut = new int[2];
  private final boolean[] woken = new boolean[2];
  private long elapsed;

  SimulatedTime(
      SplittableRandom random,
      SimulatedPeer[] peers,
      SimulatedWorkload[] workloads,
      SimulatedInvariants[] invariants,
      SimulatedLink[] links) {
    this.random = random;
    this.peers = peers;
    this.workloads = workloads;
    this.invariants = invariants;
    this.links = links;
    origin =
        switch (random.nextInt(4)) {
          case 0 -> Long.MAX_VALUE - random.nextLong(20 * SECOND);
          case 1 -> random.nextLong();
          default -> 1_000;
        };
    timerSlack = random.nextInt(2) == 0 ? 0 : logUniform(random, 10_000, 20 * MILLISECOND);
    for (SimulatedPeer peer : peers) {
      peer.at(origin);
    }
  }

  /** How long it has been going on. */
  long elapsed() {
    return elapsed;
  }

  /** {@code what} happens {@code nanos} from now. */
  void after(long nanos, Runnable what) {
    diary.add(new Appointment(elapsed + nanos, what));
  }

  /** Lets time pass until {@code done}, or for {@code nanos}. */
  void runFor(BooleanSupplier done, long nanos) {
    long deadline = elapsed + nanos;
    settleStep();
    while (elapsed < deadline && !done.getAsBoolean()) {
      step(deadline);
    }
  }

  private void step(long deadline) {
    elapsed = Math.max(elapsed, Math.min(deadline, nextMoment()));
    for (SimulatedPeer peer : peers) {
      peer.at(origin + elapsed);
    }
    for (int i = 0; i < 2; i++) {
      deliver(links[1 - i], peers[i]);
      if (wakeTime(peers[i]) <= elapsed || random.nextInt(16) == 0) {
        peers[i].association.handleTimeout(peers[i].tick());
        woken[i] = true;
      }
    }
    while (!diary.isEmpty() && diary.element().at <= elapsed) {
      diary.remove().what.run();
    }
    settleStep();
  }

  private long nextMoment() {
    long next = Math.min(links[0].nextArrival(), links[1].nextArrival());
    if (!diary.isEmpty()) {
      next = Math.min(next, diary.element().at);
    }
    return Math.min(next, Math.min(wakeTime(peers[0]), wakeTime(peers[1])));
  }

  private long wakeTime(SimulatedPeer peer) {
    var timeout = peer.association.nextTimeout();
    return timeout.isEmpty() ? Long.MAX_VALUE : timeout.get().nanos() - origin + timerSlack;
  }

  private void deliver(SimulatedLink link, SimulatedPeer peer) {
    SimulatedLink.Packet packet;
    while ((packet = link.poll(elapsed)) != null) {
      packetsIn[peer.index]++;
      peer.association.handleDatagram(new Tick(origin + elapsed), packet.bytes);
      peer.wasCrowded |= peer.association.channelCount() >= peer.limits.maxChannels() - 2;
      link.recycle(packet);
    }
  }

  /** Takes out what wants to go out, as the drain rule has it, and looks whether all is well. */
  private void settleStep() {
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 0; i < 2; i++) {
        transmitAll(peers[i], links[i]);
        if (peers[i].pollEvents()) {
          more = true;
          workloads[i].greet();
        }
      }
    }
    for (int i = 0; i < 2; i++) {
      invariants[i].check(origin + elapsed, woken[i], packetsIn[i], packetsOut[i]);
      woken[i] = false;
      packetsIn[i] = 0;
      packetsOut[i] = 0;
    }
  }

  private void transmitAll(SimulatedPeer peer, SimulatedLink link) {
    while (true) {
      SimulatedLink.Packet packet = link.lend();
      if (!peer.association.pollTransmit(packet.bytes)) {
        link.recycle(packet);
        return;
      }
      packetsOut[peer.index]++;
      link.transmit(elapsed, packet.flipped());
    }
  }
}

package dev.lanward.datachannel;

import static dev.lanward.datachannel.BrokenInvariant.require;
import static dev.lanward.datachannel.Pair.MILLISECOND;
import static dev.lanward.datachannel.Pair.SECOND;
import static dev.lanward.datachannel.SimulatedLimits.logUniform;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two associations, their applications and the network between them, all drawn from one seed, in
 * virtual time. A world goes through weather of several kinds while both applications work, then
 * the sky clears, and everything has to come right: what is owed arrives, what was held is free.
 */
final class SimulatedWorld {
  /** Within this after the sky cleared everything has arrived: RTO.Max, and some more. */
  private static final long CALM_TIME = 240 * SECOND;

  /** Within this both ends know that the other is gone: heartbeats take their time. */
  private static final long END_TIME = 1_800 * SECOND;

  /** Heartbeats; and of each end five sizes of a path with their answers, one asked thrice. */
  private static final int MOST_PACKETS_OF_IDLE_ENDS = 44 + 2 * 13;

  /** How an association ends. */
  private enum Ending {
    QUIET_SHUTDOWN,
    LAST_WORDS,
    SHUTDOWN_IN_FOUL_WEATHER,
    ABORT,
    ABORT_IN_FOUL_WEATHER
  }

  /**
   * What a world came to.
   *
   * @param packets how many were sent
   * @param messages how many were delivered
   * @param retransmissions chunks sent more than once
   * @param abandoned messages given up
   * @param channels how many there were
   * @param virtualNanos how long it took, on its own clock
   * @param tooLong packets lost because they were longer than the path carried
   * @param wraps channels whose SSNs or MIDs have wrapped
   * @param interleaved whether messages went as I-DATA
   * @param lostContact whether one end gave the other up, in weather where it may
   */
  record Outcome(
      long packets,
      long messages,
      long retransmissions,
      long abandoned,
      long channels,
      long virtualNanos,
      long tooLong,
      long wraps,
      boolean interleaved,
      boolean lostContact) {}

  private final long seed;
  private final SplittableRandom random;
  private final Ending ending;
  private final SimulatedPeer[] peers = new SimulatedPeer[2];
  private final SimulatedWorkload[] workloads = new SimulatedWorkload[2];
  private final SimulatedInvariants[] invariants = new SimulatedInvariants[2];

  /** By the peer that sends on it. */
  private final SimulatedLink[] links = new SimulatedLink[2];

  private final SimulatedPath[] paths = new SimulatedPath[2];

  private final List<SimulatedChannel> channels = new ArrayList<>();
  private final SimulatedSettlement settlement = new SimulatedSettlement(peers, channels);
  private final SimulatedTime time;
  private final boolean[] connecting = new boolean[2];
  private boolean foulWeather;
  private boolean mayLoseContact;
  private boolean stopping;
  private boolean farewell;

  SimulatedWorld(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    SplittableRandom forLimits = random.split();
    Limits[] limits = SimulatedLimits.pair(forLimits);
    boolean numbersWrap = random.nextInt(3) == 0;
    long coalescing = random.nextInt(2) == 0 ? 0 : logUniform(random, 1_000, 5 * MILLISECOND);
    for (int i = 0; i < 2; i++) {
      SimulatedRandom numbers = new SimulatedRandom(random.split(), numbersWrap);
      Role role = i == 0 ? Role.DTLS_CLIENT : Role.DTLS_SERVER;
      Association association = Association.create(role, limits[i], numbers);
      peers[i] = new SimulatedPeer(i, limits[i], association, channels);
      workloads[i] = new SimulatedWorkload(peers[i], random.split());
      invariants[i] = new SimulatedInvariants(peers[i]);
      links[i] = new SimulatedLink(random.split(), Weather.fair(random), coalescing);
      paths[i] = new SimulatedPath(random.split(), peers[i]);
      peers[i].draw(random);
    }
    if (random.nextInt(3) == 0) {
      peers[0].wrapsNumbersAt = peers[1];
      peers[1].wrapsNumbersAt = peers[0];
    }
    time = new SimulatedTime(random, peers, workloads, invariants, links);
    Ending[] endings = Ending.values();
    ending = endings[random.nextInt(endings.length)];
  }

  /** Lives through it all. */
  Outcome run() {
    try {
      begin();
      foul();
      if (settlement.contact()) {
        calm();
      }
      if (settlement.contact()) {
        end();
      }
      over();
      return outcome();
    } catch (RuntimeException | AssertionError e) {
      throw new BrokenInvariant(
          String.format(
              "seed %d, %s, at %d ns: %s%n  %s%n  %s%n  weather %s%n  weather %s",
              seed,
              ending,
              time.elapsed(),
              e.getMessage(),
              peers[0],
              peers[1],
              links[0].weather,
              links[1].weather),
          e);
    }
  }

  // --- The story --------------------------------------------------------------------------------

  private void begin() {
    boolean hasRoom = peers[0].limits.maxChannels() > 8 && peers[1].limits.maxChannels() > 8;
    for (int i = hasRoom && random.nextInt(3) == 0 ? random.nextInt(4) : 0; i > 0; i--) {
      negotiate(1_000 + i);
    }
    int who = random.nextInt(4); // One of them, or both in either order, perhaps at once.
    long gap = random.nextInt(2) == 0 ? 0 : random.nextLong(100 * MILLISECOND);
    if (who != 1) {
      time.after(who == 2 ? gap : 0, () -> connect(peers[0]));
    }
    if (who != 0) {
      time.after(who == 3 ? gap : 0, () -> connect(peers[1]));
    }
    for (int i = 0; i < 2; i++) {
      work(workloads[i]);
      lapses(peers[i]);
      paths[i].tell();
    }
  }

  private void connect(SimulatedPeer peer) {
    if (!peer.association.isClosed() && !farewell) {
      peer.association.connect(peer.tick());
      connecting[peer.index] = true;
    }
  }

  private void negotiate(int id) {
    ChannelOptions options = SimulatedWorkload.options(random).withNegotiatedId(id);
    peers[0].open(options, workloads[0].habit()).ifPresent(peers[1]::openToo);
  }

  private void work(SimulatedWorkload workload) {
    time.after(
        workload.nextGap(),
        () -> {
          if (!workload.isDone() && settlement.contact() && !stopping) {
            workload.act();
            work(workload);
          }
        });
  }

  /** Times when an application does not listen. */
  private void lapses(SimulatedPeer peer) {
    if (random.nextInt(4) > 0) {
      return;
    }
    long every = logUniform(random, MILLISECOND, 500 * MILLISECOND);
    int most = 40;
    for (int i = 0; i < most; i++) {
      long begin = random.nextLong(every * most);
      time.after(begin, () -> peer.isDeaf = !stopping);
      time.after(begin + random.nextLong(every / 2), () -> peer.isDeaf = false);
    }
  }

  private void foul() {
    foulWeather = true;
    int phases = random.nextInt(1, 5);
    for (int i = 0; i < phases && settlement.contact(); i++) {
      for (int j = 0; j < 2; j++) {
        Weather next = random.nextInt(4) == 0 ? Weather.fair(random) : Weather.any(random);
        mayLoseContact |= !next.isMild();
        links[j].weather = next.withMtu(paths[j].draw());
        changePath(j);
      }
      blackOut();
      boolean last = i == phases - 1;
      long duration = last ? 60 * SECOND : logUniform(random, 50 * MILLISECOND, 10 * SECOND);
      time.runFor(() -> workloads[0].isDone() && workloads[1].isDone(), duration);
    }
    if (settlement.contact() && ending == Ending.SHUTDOWN_IN_FOUL_WEATHER) {
      stopping = true;
      mayLoseContact = true;
      shutdown();
      time.runFor(() -> false, random.nextLong(5 * SECOND));
    } else if (settlement.contact() && ending == Ending.ABORT_IN_FOUL_WEATHER) {
      abort();
    }
    foulWeather = false;
  }

  /** In the middle of it all another path is taken, or the same one carries more or less. */
  private void changePath(int direction) {
    SimulatedLink link = links[direction];
    SimulatedPath path = paths[direction];
    if (random.nextInt(8) == 0) {
      time.after(random.nextLong(2 * SECOND), path::tell);
    }
    if (random.nextInt(2) == 0) {
      time.after(
          random.nextLong(2 * SECOND), () -> link.weather = link.weather.withMtu(path.draw()));
    }
  }

  private void blackOut() {
    if (random.nextInt(4) > 0) {
      return;
    }
    int which = random.nextInt(1, 4);
    long begin = random.nextLong(2 * SECOND);
    long length = logUniform(random, 20 * MILLISECOND, 20 * SECOND);
    mayLoseContact |= length > 3 * SECOND;
    for (int i = 0; i < 2; i++) {
      SimulatedLink link = links[i];
      if ((which & 1 << i) != 0) {
        time.after(begin, () -> link.isDown = foulWeather);
        time.after(begin + length, () -> link.isDown = false);
      }
    }
  }

  private void clear() {
    foulWeather = false;
    stopping = true;
    for (int i = 0; i < 2; i++) {
      links[i].weather = Weather.fair(random).withMtu(paths[i].draw());
      links[i].isDown = false;
      peers[i].isDeaf = false;
      consumeSteadily(peers[i]);
    }
  }

  private void consumeSteadily(SimulatedPeer peer) {
    time.after(
        5 * MILLISECOND,
        () -> {
          if (!peer.association.isClosed()) {
            peer.consume(random.nextInt(2_000));
            if (peer.hasUnconsumed() || !settlement.isSettled()) {
              consumeSteadily(peer);
            }
          }
        });
  }

  private void calm() {
    clear();
    time.runFor(settlement::isSettled, CALM_TIME + slowness());
    if (settlement.contact() && ending != Ending.SHUTDOWN_IN_FOUL_WEATHER) {
      settlement.checkSettled();
      idle();
    }
  }

  /**
   * A message larger than the window goes through in single fragments, each of which has to learn
   * that there is room for it (RFC 9260 6.1 A), at the pace of delayed acknowledgements.
   */
  private long slowness() {
    long slowest = 0;
    for (int i = 0; i < 2; i++) {
      Limits receiver = peers[1 - i].limits;
      int from = i;
      if (receiver.maxMessageBytes() * 3L / 2 >= receiver.receiveWindowBytes()) {
        long bytes = channels.stream().mapToLong(c -> c.from(from).sentBytes()).sum();
        slowest = Math.max(slowest, bytes * SECOND / 2_048);
      }
    }
    return slowest;
  }

  /**
   * Nothing happens, and nothing is said but heartbeats. What a bottleneck still holds since before
   * the sky cleared comes first: copies of what has arrived, each of which is answered (RFC 9260
   * 6.2).
   */
  private void idle() {
    time.runFor(() -> false, 2 * SECOND);
    time.runFor(
        () -> false, Math.max(links[0].lastArrival(), links[1].lastArrival()) - time.elapsed());
    long before = links[0].carried + links[1].carried;
    time.runFor(() -> false, 300 * SECOND);
    long said = links[0].carried + links[1].carried - before;
    require(
        said >= 4 && said <= MOST_PACKETS_OF_IDLE_ENDS,
        "%d packets in five minutes where nothing happens",
        said);
    require(settlement.contact(), "lost contact in fair weather");
    for (int i = 0; i < 2; i++) {
      int open = peers[i].association.channelCount();
      invariants[i].checkRetained(256 * 1024 + 8_192L * open);
    }
  }

  private void end() {
    switch (ending) {
      case QUIET_SHUTDOWN -> shutdown();
      case LAST_WORDS -> {
        for (SimulatedWorkload workload : workloads) {
          workload.burstOnAll(20);
        }
        shutdown();
      }
      case ABORT -> abort();
      case SHUTDOWN_IN_FOUL_WEATHER, ABORT_IN_FOUL_WEATHER -> {}
    }
  }

  private void shutdown() {
    farewell = true;
    int who = random.nextInt(1, 4);
    for (int i = 0; i < 2; i++) {
      if ((who & 1 << i) != 0) {
        shutdown(peers[i]);
      }
    }
  }

  private static void shutdown(SimulatedPeer peer) {
    peer.association.shutdown(peer.tick());
  }

  private void abort() {
    stopping = true;
    SimulatedPeer one = peers[random.nextInt(2)];
    one.association.abort(one.tick(), "that will do");
  }

  private void over() {
    clear();
    for (SimulatedPeer peer : peers) {
      if (!settlement.contact() && !connecting[peer.index] && !peer.association.isConnected()) {
        shutdown(peer); // It waits for an INIT, and has no way to know that none will come.
      }
    }
    time.runFor(() -> peers[0].end != null && peers[1].end != null, END_TIME);
    time.runFor(() -> false, 10 * SECOND); // Late copies come to ends that are over.
    for (SimulatedPeer peer : peers) {
      require(peer.end != null, "never noticed that the other end is gone");
      checkReason(peer, peers[1 - peer.index]);
      require(peer.association.nextTimeout().isEmpty(), "over, with timers");
      require(peer.association.channelCount() == 0, "over, with channels");
    }
    boolean orderly = isOrderly(peers[0]) && isOrderly(peers[1]);
    if (orderly) {
      channels.forEach(settlement::checkDelivered);
    }
  }

  /** Whether it shut down once it was up, so that everything was delivered. */
  private boolean isOrderly(SimulatedPeer peer) {
    return peer.wasConnected() && peer.endReason().get() == CloseReason.SHUTDOWN;
  }

  private void checkReason(SimulatedPeer peer, SimulatedPeer other) {
    switch (peer.endReason().get()) {
      case SHUTDOWN ->
          require(
              ending != Ending.ABORT || !peer.wasConnected(), "shut down, where it was aborted");
      case ABORTED ->
          require(
              ending == Ending.ABORT || ending == Ending.ABORT_IN_FOUL_WEATHER,
              "aborted, and nobody did");
      case PEER_ABORTED ->
          require(
              other.endReason().get() != CloseReason.SHUTDOWN || mayLoseContact,
              "told of an ABORT that was not sent");
      case UNREACHABLE, NO_ANSWER ->
          require(
              mayLoseContact || other.endReason().get() != CloseReason.SHUTDOWN,
              "gave up a peer that was there");
      case PEER_VIOLATION -> throw new BrokenInvariant("no peer here breaks rules: " + peer.end);
    }
  }

  private Outcome outcome() {
    Counters a = peers[0].association.counters();
    Counters b = peers[1].association.counters();
    boolean lost =
        peers[0].endReason().filter(SimulatedWorld::isLoss).isPresent()
            || peers[1].endReason().filter(SimulatedWorld::isLoss).isPresent();
    return new Outcome(
        links[0].carried + links[1].carried,
        peers[0].messages + peers[1].messages,
        a.chunksRetransmitted() + b.chunksRetransmitted(),
        a.messagesAbandoned() + b.messagesAbandoned(),
        channels.size(),
        time.elapsed(),
        links[0].tooLong + links[1].tooLong,
        peers[0].wraps + peers[1].wraps,
        peers[0].association.describe().contains("I-DATA"),
        lost && ending != Ending.ABORT && ending != Ending.ABORT_IN_FOUL_WEATHER);
  }

  private static boolean isLoss(CloseReason reason) {
    return reason == CloseReason.UNREACHABLE || reason == CloseReason.NO_ANSWER;
  }
}

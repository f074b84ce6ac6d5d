package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.HEARTBEAT;
import static dev.lanward.datachannel.SctpProtocol.PAD;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/**
 * How long packets may be on the path. They begin at {@link Limits#packetSizeBytes}, which every
 * path carries. Longer ones are tried with a HEARTBEAT and PAD, in a packet of the size in question
 * and of nothing else, so that no data is lost by it; when the answer has come, all packets may be
 * that long. Peers that do not know PAD pass over it (RFC 4820 section 3).
 *
 * <p>When several long packets are lost in a row, packets go back to where they began, and the
 * probing begins anew. If the loss had other reasons, that costs a round trip. DATA chunks are
 * never longer than the packets of the beginning, and what is sent again goes in such packets: so
 * one repetition gets through, however narrow the path has become.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8899">RFC 8899, DPLPMTUD</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8261#section-5">RFC 8261, section 5</a>
 */
final class PathMtu {
  /**
   * What is worth a probe, in bytes of packet: Ethernet's 1,500 over IPv6 and IPv4, jumbo frames of
   * 9,000 over both; less IP, UDP and 37 for a DTLS record.
   */
  private static final int[] SIZES = {1412, 1432, 8912, 8932};

  /** MAX_PROBES (RFC 8899 5.1.2): as many lost in a row say that the size does not pass. */
  private static final int MOST_PROBES = 3;

  private static final long SECOND = 1_000_000_000L;

  /** Long enough for a session to open first. */
  private static final long FIRST_PROBE = SECOND / 10;

  /** PROBE_TIMER (RFC 8899 5.1.1): at least 1 s; the 15 s advised there are for the Internet. */
  private static final long PROBE_TIMER = SECOND;

  /** PMTU_RAISE_TIMER (RFC 8899 5.1.1). */
  private static final long RAISE_TIMER = 600 * SECOND;

  /** So many long packets in a row were not lost by chance. */
  private static final int LOSSES_OF_A_BLACK_HOLE = 3;

  private static final int INFO_BYTES = Long.BYTES + Integer.BYTES;

  private final Context context;
  private final int base;
  private int size;
  private int largest;
  private boolean running;

  /** The size being tried, or 0. */
  private int probe;

  /** Long packets lost in a row, and the newest that arrived. */
  private int losses;

  private long newestArrived;
  private long nonce;
  private int probes;
  private boolean due;

  PathMtu(Context context) {
    this.context = context;
    base = context.limits.packetSizeBytes() & ~3;
    size = base;
    largest = base;
  }

  /** The path is this one now, and its first link carries packets of {@code most} bytes. */
  void changed(int most) {
    largest = Math.max(base, most & ~3);
    size = base;
    if (running) {
      search(FIRST_PROBE);
    }
  }

  /** The association is up. */
  void start() {
    running = true;
    search(FIRST_PROBE);
  }

  private void search(long delay) {
    probe = 0;
    due = false;
    if (size < largest) {
      context.timers.arm(Timer.PATH_MTU, context.now + delay);
    } else {
      context.timers.stop(Timer.PATH_MTU);
    }
  }

  /** PATH_MTU expired: a probe is due, or lost. */
  void timedOut() {
    if (probe == 0) {
      next();
    } else if (probes < MOST_PROBES) {
      due = true;
    } else {
      probe = 0;
      context.timers.arm(Timer.PATH_MTU, context.now + RAISE_TIMER);
    }
  }

  private void next() {
    probe = largest;
    for (int i = SIZES.length - 1; i >= 0; i--) {
      if (SIZES[i] > size && SIZES[i] < probe) {
        probe = SIZES[i];
      }
    }
    probes = 0;
    nonce = context.random.nextLong();
    due = true;
  }

  /** T3-rtx has expired. */
  void retransmissionTimedOut() {
    suspect();
  }

  /** A packet longer than {@link #baseBytes} has arrived; {@code order} says when it was sent. */
  void longPacketArrived(long order) {
    if (order > newestArrived) {
      newestArrived = order;
      losses = 0;
    }
  }

  /** One is taken for lost. It counts unless one sent later has arrived. */
  void longPacketLost(long order) {
    if (order > newestArrived && ++losses >= LOSSES_OF_A_BLACK_HOLE) {
      suspect();
    }
  }

  /** Long packets may not arrive any more (RFC 8899 4.3). */
  private void suspect() {
    losses = 0;
    if (size > base) {
      size = base;
      search(0);
    }
  }

  // --- Probes -----------------------------------------------------------------------------------

  boolean isProbeDue() {
    return due;
  }

  /** How long the packet of the probe that is due shall be. */
  int probeBytes() {
    return probe;
  }

  /** Fills a packet of {@link #probeBytes}, all of it. */
  void fill(PacketWriter writer) {
    due = false;
    probes++;
    byte[] info = ByteBuffer.allocate(INFO_BYTES).putLong(nonce).putInt(probe).array();
    new HeartbeatChunk(Bytes.copyOf(info)).write(writer, HEARTBEAT);
    int pad = writer.beginChunk(PAD, 0);
    writer.putZeros(writer.room());
    writer.endChunk(pad);
    context.timers.arm(Timer.PATH_MTU, context.now + PROBE_TIMER);
  }

  /** Takes an answer. Returns whether it was one to a probe. */
  boolean answered(HeartbeatChunk answer) {
    if (answer.info().length() != INFO_BYTES) {
      return false;
    }
    ByteBuffer info = answer.info().toBuffer();
    if (probe != 0 && info.getLong() == nonce && info.getInt() == probe) {
      size = probe;
      search(0);
    }
    return true;
  }

  // --- Queries ----------------------------------------------------------------------------------

  /** How long a packet may be on whatever path. */
  int baseBytes() {
    return base;
  }

  /** How long a packet may be. */
  int packetBytes() {
    return size;
  }

  /** How long a packet may ever be, probes included. */
  int mostBytes() {
    return largest;
  }
}

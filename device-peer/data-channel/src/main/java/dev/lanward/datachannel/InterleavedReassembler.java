package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together whose fragments say what they are of (RFC 8260 section 2.2.3), however
 * they come mixed.
 *
 * <p>What is held is bounded by the receive window, where each fragment and each message begun
 * costs an overhead, and a message by {@link Limits#maxMessageBytes}.
 */
final class InterleavedReassembler {
  /** MIDs of a stream's unordered messages are told from old ones over half this distance. */
  private static final int MID_HORIZON = 1 << 30;

  /** What a message begun costs besides its fragments, about: its entry, its lists. */
  private static final long BEGUN_OVERHEAD_BYTES = 256;

  /** A message of which something has come. */
  private static final class Partial {
    final int streamId;
    final boolean unordered;
    final int mid;

    /** Fragments from the first on without a hole. */
    final List<Bytes> run = new ArrayList<>(4);

    /** Those beyond a hole, by FSN. */
    final Map<Integer, Bytes> beyond = new HashMap<>(2);

    int ppid;

    /** FSN of the last fragment; -1 while it is not known. */
    int lastFsn = -1;

    int highestFsn;
    long bytes;

    Partial(DataChunk chunk) {
      streamId = chunk.streamId();
      unordered = chunk.isUnordered();
      mid = chunk.ssn();
    }

    /** Adds a fragment; false when it contradicts those that are there. */
    boolean add(DataChunk chunk, Bytes payload) {
      int fsn = chunk.fsn();
      boolean fits =
          chunk.begins() == (fsn == 0)
              && fsn >= run.size()
              && (lastFsn < 0 || (fsn < lastFsn && !chunk.ends()))
              && (!chunk.ends() || fsn >= highestFsn)
              && (fsn == run.size() || beyond.putIfAbsent(fsn, payload) == null);
      if (!fits) {
        return false;
      }
      if (chunk.begins()) {
        ppid = chunk.ppid();
      }
      lastFsn = chunk.ends() ? fsn : lastFsn;
      highestFsn = Math.max(highestFsn, fsn);
      bytes += payload.length();
      for (Bytes next = fsn == run.size() ? payload : null; next != null; ) {
        run.add(next);
        next = beyond.isEmpty() ? null : beyond.remove(run.size());
      }
      return true;
    }

    int stream() {
      return InterleavedForwardTsn.stream(streamId, unordered);
    }

    boolean isWhole() {
      return lastFsn >= 0 && run.size() == lastFsn + 1;
    }

    long costBytes() {
      long pieces = run.size() + beyond.size();
      return bytes + BEGUN_OVERHEAD_BYTES + pieces * ReceiveWindow.OVERHEAD_BYTES;
    }

    IncomingMessage message() {
      Bytes payload = Bytes.concat(run.toArray(Bytes[]::new));
      return new IncomingMessage(streamId, mid, unordered, ppid, payload);
    }
  }

  private final ReceiveWindow window;
  private final int maxMessageBytes;
  private final Map<Long, Partial> partials = new HashMap<>(4);

  /** Of unordered messages, the MID after the last that was given up. */
  private final StreamNumbers afterSkipped = new StreamNumbers();

  /** The one that the last fragment was of: the next is most often of the same. */
  private @Nullable Partial latest;

  InterleavedReassembler(ReceiveWindow window, int maxMessageBytes) {
    this.window = window;
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Adds a fragment whose TSN was not there before, of a message that was not given up.
   *
   * @return the message that it completes, or null
   * @throws ProtocolViolation when fragments do not fit each other, or a message is too large
   */
  @Nullable IncomingMessage add(DataChunk chunk, Bytes payload) throws ProtocolViolation {
    if (chunk.isWhole()) {
      checkSize(payload.length());
      noteFinished(chunk.streamId(), chunk.isUnordered(), chunk.ssn());
      return new IncomingMessage(
          chunk.streamId(), chunk.ssn(), chunk.isUnordered(), chunk.ppid(), payload);
    }
    if (chunk.isUnordered() && isSkipped(chunk)) {
      return null; // A late fragment of what the peer gave up.
    }
    // Each fragment has a byte at least, so that this bounds the FSN too.
    checkSize(chunk.fsn() & 0xffff_ffffL);
    Partial partial = partialOf(chunk);
    long before = partial.costBytes();
    if (!partial.add(chunk, payload)) {
      throw new ProtocolViolation(
          "fragment "
              + chunk.fsn()
              + " of message "
              + chunk.ssn()
              + " of stream "
              + chunk.streamId()
              + " contradicts others (RFC 8260 2.2.3)");
    }
    window.charge(partial.costBytes() - before);
    checkSize(partial.bytes);
    return partial.isWhole() ? finish(partial) : null;
  }

  boolean isEmpty() {
    return partials.isEmpty();
  }

  private Partial partialOf(DataChunk chunk) {
    Partial last = latest;
    if (last != null
        && last.mid == chunk.ssn()
        && last.streamId == chunk.streamId()
        && last.unordered == chunk.isUnordered()) {
      return last;
    }
    long key = key(chunk.streamId(), chunk.isUnordered(), chunk.ssn());
    Partial found = partials.get(key);
    if (found == null) {
      found = new Partial(chunk);
      partials.put(key, found);
      window.charge(found.costBytes());
    }
    latest = found;
    return found;
  }

  private IncomingMessage finish(Partial partial) {
    partials.remove(key(partial.streamId, partial.unordered, partial.mid));
    window.release(partial.costBytes());
    latest = null;
    noteFinished(partial.streamId, partial.unordered, partial.mid);
    return partial.message();
  }

  /** Keeps the mark of what was given up near enough to tell before from after. */
  private void noteFinished(int streamId, boolean unordered, int mid) {
    if (unordered && mid - afterSkipped.get(streamId) > MID_HORIZON) {
      afterSkipped.set(streamId, mid - MID_HORIZON / 2);
    }
  }

  private boolean isSkipped(DataChunk chunk) {
    return Serial.isAfter(afterSkipped.get(chunk.streamId()), chunk.ssn());
  }

  /**
   * Forgets what the peer gave up (RFC 8260 2.3.1).
   *
   * @param last of each stream named, by {@link InterleavedForwardTsn#stream}, the last MID
   */
  void forward(Map<Integer, Integer> last) {
    last.forEach(
        (stream, mid) -> {
          int streamId = InterleavedForwardTsn.streamId(stream);
          if (InterleavedForwardTsn.isUnordered(stream)
              && !Serial.isAfter(afterSkipped.get(streamId), mid)) {
            afterSkipped.set(streamId, mid + 1);
          }
        });
    forget(partial -> isUpTo(last.get(partial.stream()), partial.mid));
  }

  private static boolean isUpTo(@Nullable Integer last, int mid) {
    return last != null && !Serial.isAfter(mid, last);
  }

  /** The peer's half of {@code streams} starts anew; of all of them if there are none. */
  void reset(char[] streams) {
    if (streams.length == 0) {
      afterSkipped.clear();
      forget(partial -> true);
      return;
    }
    BitSet named = new BitSet();
    for (char streamId : streams) {
      named.set(streamId);
      afterSkipped.set(streamId, 0);
    }
    forget(partial -> named.get(partial.streamId));
  }

  /** Unordered messages of {@code streamId} begin with {@code mid}. */
  void expectFrom(int streamId, int mid) {
    afterSkipped.set(streamId, mid);
  }

  /** One pass, however many streams are named: what it costs must not be the peer's to choose. */
  private void forget(Predicate<Partial> which) {
    latest = null;
    partials
        .values()
        .removeIf(
            partial -> {
              boolean goes = which.test(partial);
              if (goes) {
                window.release(partial.costBytes());
              }
              return goes;
            });
  }

  private void checkSize(long bytes) throws ProtocolViolation {
    if (bytes > maxMessageBytes) {
      throw new ProtocolViolation(
          SctpProtocol.CAUSE_OUT_OF_RESOURCE,
          "message longer than max-message-size " + maxMessageBytes + ": " + bytes + " so far");
    }
  }

  private static long key(int streamId, boolean unordered, int mid) {
    return (long) streamId << 33 | (unordered ? 1L << 32 : 0) | (mid & 0xffff_ffffL);
  }
}

package dev.lanward.datachannel;

import static dev.lanward.datachannel.BrokenInvariant.require;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** One direction of a channel: what was sent, and whether what arrives may. */
final class SimulatedLedger {
  private final String name;
  private final int salt;
  private final boolean ordered;
  private final boolean reliable;

  private int[] lengths = new int[16];
  private int sent;
  private long sentBytes;

  private int received;
  private int next;
  private final BitSet seen = new BitSet();

  /** Unordered messages too short to say which they are: how many of each are under way. */
  private final Map<Bytes, Integer> shortOnes = new HashMap<>();

  /** Whether all of it has to arrive: the receiver has not closed the channel itself. */
  boolean owed = true;

  SimulatedLedger(String name, int salt, ChannelOptions options) {
    this.name = name;
    this.salt = salt;
    ordered = options.ordered();
    reliable = options.maxRetransmits().isEmpty() && options.maxPacketLifeTime().isEmpty();
  }

  // --- The sender's side ------------------------------------------------------------------------

  ByteBuffer make(SimulatedPayloads payloads, int length) {
    return payloads.make(salt, sent, length);
  }

  MessageKind nextKind() {
    return SimulatedPayloads.kind(salt, sent);
  }

  /** What {@link #make} made was taken. */
  void sent(ByteBuffer payload) {
    int length = payload.remaining();
    if (sent == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * sent);
    }
    lengths[sent++] = length;
    sentBytes += length;
    if (!ordered && length < SimulatedPayloads.TAGGED_BYTES) {
      shortOnes.merge(Bytes.copyOf(payload), 1, Integer::sum);
    }
  }

  // --- The receiver's side ----------------------------------------------------------------------

  void received(MessageKind kind, Bytes message) {
    ByteBuffer payload = message.toBuffer();
    received++;
    boolean tagged = payload.remaining() >= SimulatedPayloads.TAGGED_BYTES;
    if (tagged) {
      require(payload.getInt(0) == salt, "%s: a message of another channel, or corrupted", name);
    }
    if (ordered) {
      inOrder(kind, payload, tagged ? payload.getInt(4) : firstLike(kind, payload));
    } else if (tagged) {
      once(kind, payload, payload.getInt(4));
    } else {
      shortOnes.compute(message, (bytes, count) -> count(bytes, count) == 1 ? null : count - 1);
    }
  }

  private void inOrder(MessageKind kind, ByteBuffer payload, int number) {
    require(
        reliable ? number == next : number >= next,
        "%s: message %d came where %d is next",
        name,
        number,
        next);
    check(kind, payload, number);
    next = number + 1;
  }

  /** The first message from the next one on that looks like {@code payload}. */
  private int firstLike(MessageKind kind, ByteBuffer payload) {
    int number = next;
    while (!reliable && number < sent && !isLike(kind, payload, number)) {
      number++;
    }
    return number;
  }

  private boolean isLike(MessageKind kind, ByteBuffer payload, int number) {
    return lengths[number] == payload.remaining()
        && kind == SimulatedPayloads.kind(salt, number)
        && SimulatedPayloads.matches(payload, salt, number);
  }

  private void once(MessageKind kind, ByteBuffer payload, int number) {
    check(kind, payload, number);
    require(!seen.get(number), "%s: message %d came twice", name, number);
    seen.set(number);
  }

  private void check(MessageKind kind, ByteBuffer payload, int number) {
    require(number >= 0 && number < sent, "%s: message %d came, sent were %d", name, number, sent);
    require(
        payload.remaining() == lengths[number],
        "%s: message %d has %d bytes of %d",
        name,
        number,
        payload.remaining(),
        lengths[number]);
    require(
        SimulatedPayloads.matches(payload, salt, number),
        "%s: message %d is corrupted",
        name,
        number);
    require(
        kind == SimulatedPayloads.kind(salt, number),
        "%s: message %d changed its kind",
        name,
        number);
  }

  private int count(Bytes payload, Integer count) {
    require(count != null, "%s: %s came too often or was never sent", name, payload);
    return count;
  }

  // --- Queries ----------------------------------------------------------------------------------

  /** Whether nothing is missing that has to arrive. */
  boolean isSettled() {
    return !owed || !reliable || received == sent;
  }

  /** How many did not arrive, of a channel that may lose some. */
  int lost() {
    return owed && !reliable ? sent - received : 0;
  }

  int sent() {
    return sent;
  }

  long sentBytes() {
    return sentBytes;
  }

  @Override
  public String toString() {
    return name + ": " + received + " of " + sent + " messages arrived";
  }
}

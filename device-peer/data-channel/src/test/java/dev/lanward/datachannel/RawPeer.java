package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A peer made by hand, against one association: it does the handshake, then sends exactly what a
 * test tells it to, good or bad, and keeps all that comes back.
 */
final class RawPeer {
  static final int TAG = 0x0a0b0c0d;
  static final int FIRST_TSN = 1000;
  static final long MILLISECOND = Pair.MILLISECOND;
  static final int WHOLE = SctpProtocol.FLAG_BEGIN | SctpProtocol.FLAG_END;
  static final Bytes NO_COOKIE = Bytes.empty();

  /** A chunk that the association sent. */
  record Chunk(int packetTag, int type, int flags, byte[] value) {
    ByteBuffer buffer() {
      return ByteBuffer.wrap(value);
    }

    DataChunk data() {
      try {
        return DataChunk.read(buffer(), flags, 0, value.length);
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }

    DataChunk iData() {
      try {
        return InterleavedData.read(buffer(), flags, 0, value.length);
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }

    SackChunk sack() {
      try {
        return SackChunk.read(buffer(), 0, value.length);
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }
  }

  final Association association;
  final Limits limits;
  final List<Event> events = new ArrayList<>();
  final List<Chunk> chunks = new ArrayList<>();
  boolean polling = true;
  boolean answering;
  boolean takesZeroChecksum;
  long now = 1_000_000;
  int theirTag;
  int theirTsn;
  int nextTsn = FIRST_TSN;
  int packets;

  /** The checksum field of the last packet that came. */
  int lastChecksum;

  private int answered;

  private final PacketReader reader = new PacketReader(new PacketChecksum());
  private final PacketWriter writer = new PacketWriter(new PacketChecksum());
  private final ByteBuffer out;
  private final ByteBuffer wide;

  /** Whether packets longer than the limits say are expected. */
  boolean isPathWide;

  /** How long the last packet was, and the longest. */
  int lastPacketBytes;

  int longestPacketBytes;

  RawPeer(Role role, Limits limits) {
    association = Association.create(role, limits, new SplittableRandom(7));
    this.limits = limits;
    out = ByteBuffer.allocate(limits.packetSizeBytes());
    wide = ByteBuffer.allocate(1 << 14);
  }

  RawPeer(Limits limits) {
    this(Role.DTLS_SERVER, limits);
  }

  static RawPeer connected() {
    return connected(Limits.DEFAULT);
  }

  static RawPeer connected(Limits limits) {
    return new RawPeer(limits).connect(init(TAG, FIRST_TSN));
  }

  /** An INIT such as any peer of today would send. */
  static InitChunk init(int tag, int tsn) {
    return new InitChunk(tag, 1 << 20, 65_535, 65_535, tsn, true, true, NO_COOKIE, List.of());
  }

  /** One that knows I-DATA. */
  static RawPeer interleaving(Limits limits) {
    return new RawPeer(limits).connect(interleavingInit());
  }

  static RawPeer interleaving() {
    return interleaving(Limits.DEFAULT);
  }

  static InitChunk interleavingInit() {
    return new InitChunk(
        TAG, 1 << 20, 65_535, 65_535, FIRST_TSN, true, true, false, true, NO_COOKIE, List.of());
  }

  /** Does the handshake as the side that begins. */
  RawPeer connect(InitChunk init) {
    Bytes cookie = offer(init);
    cookieEcho(cookie);
    assertEquals(1, all(SctpProtocol.COOKIE_ACK).size());
    chunks.clear();
    return this;
  }

  /** Sends INIT; the cookie of the INIT ACK. */
  Bytes offer(InitChunk init) {
    packet(0, w -> init.write(w, SctpProtocol.INIT));
    InitChunk ack = lastInit(SctpProtocol.INIT_ACK);
    theirTag = ack.initiateTag();
    theirTsn = ack.initialTsn();
    return ack.cookie();
  }

  InitChunk lastInit(int type) {
    List<Chunk> found = all(type);
    Chunk chunk = found.get(found.size() - 1);
    try {
      return InitChunk.read(chunk.buffer(), 0, chunk.value.length);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  void cookieEcho(Bytes cookie) {
    raw(SctpProtocol.COOKIE_ECHO, 0, cookie.toArray());
  }

  // --- Sending ----------------------------------------------------------------------------------

  /** One packet with what {@code content} writes. */
  void packet(int tag, Consumer<PacketWriter> content) {
    ByteBuffer packet = ByteBuffer.allocate(70_000);
    writer.begin(packet, 69_998, tag);
    content.accept(writer);
    writer.finish();
    deliver(packet.flip());
  }

  /** As {@link #packet}, and then {@code checksum} in place of the right one. */
  void packet(int tag, int checksum, Consumer<PacketWriter> content) {
    ByteBuffer packet = ByteBuffer.allocate(70_000);
    writer.begin(packet, 69_998, tag);
    content.accept(writer);
    writer.finish();
    deliver(packet.flip().putInt(SctpProtocol.CHECKSUM_INDEX, checksum));
  }

  void deliver(ByteBuffer packet) {
    association.handleDatagram(tick(), packet);
    drain();
  }

  void send(Consumer<PacketWriter> content) {
    packet(theirTag, content);
  }

  void raw(int type, int flags, byte[] value) {
    send(w -> chunk(w, type, flags, value));
  }

  static void chunk(PacketWriter w, int type, int flags, byte[] value) {
    int at = w.beginChunk(type, flags);
    w.put(value, 0, value.length);
    w.endChunk(at);
  }

  void data(int flags, int tsn, int stream, int ssn, int ppid, byte[] payload) {
    send(w -> DataChunk.write(w, flags, tsn, stream, ssn, ppid, payload, 0, payload.length));
  }

  /** I-DATA; {@code number} is the PPID of a first fragment and the FSN of others. */
  void iData(int flags, int tsn, int stream, int mid, int number, byte[] payload) {
    send(
        w -> InterleavedData.write(w, flags, tsn, stream, mid, number, payload, 0, payload.length));
  }

  /** A whole ordered message with the next TSN, as I-DATA. */
  void iMessage(int stream, int mid, int ppid, byte[] payload) {
    iData(WHOLE, nextTsn++, stream, mid, ppid, payload);
  }

  /** Opens a channel with DCEP as I-DATA; its OPEN has MID 0. */
  void iOpen(int stream, ChannelOptions options) {
    iMessage(stream, 0, SctpProtocol.PPID_DCEP, new DcepOpen(options).write());
  }

  /** I-FORWARD-TSN; three numbers a stream: its id, 1 if unordered, the last MID given up. */
  void iForward(int tsn, int... triples) {
    int[] words = new int[triples.length / 3 * 2];
    for (int i = 0; i < words.length / 2; i++) {
      words[2 * i] = InterleavedForwardTsn.stream(triples[3 * i], triples[3 * i + 1] == 1);
      words[2 * i + 1] = triples[3 * i + 2];
    }
    send(w -> new InterleavedForwardTsn(tsn, words).write(w));
  }

  /** A whole ordered message with the next TSN. */
  void message(int stream, int ssn, int ppid, byte[] payload) {
    data(WHOLE, nextTsn++, stream, ssn, ppid, payload);
  }

  void text(int stream, int ssn, String text) {
    message(stream, ssn, SctpProtocol.PPID_TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Opens a channel with DCEP; its OPEN has SSN 0. */
  void open(int stream, String label) {
    byte[] message = new DcepOpen(ChannelOptions.reliable(label)).write();
    message(stream, 0, SctpProtocol.PPID_DCEP, message);
  }

  void sack(int cumulativeTsn, long window, int... gaps) {
    char[] offsets = new char[gaps.length];
    for (int i = 0; i < gaps.length; i++) {
      offsets[i] = (char) gaps[i];
    }
    send(w -> new SackChunk(cumulativeTsn, window, offsets, SackChunk.NO_DUPLICATES).write(w));
  }

  void forward(int tsn, int... pairs) {
    char[] skipped = new char[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      skipped[i] = (char) pairs[i];
    }
    send(w -> new ForwardTsnChunk(tsn, skipped).write(w));
  }

  void reconfig(ReconfigChunk.Parameter... parameters) {
    send(w -> new ReconfigChunk(List.of(parameters)).write(w));
  }

  // --- What comes back --------------------------------------------------------------------------

  void drain() {
    boolean more = true;
    while (more) {
      more = false;
      ByteBuffer into = isPathWide ? wide : out;
      while (association.pollTransmit(into.clear())) {
        more = true;
        packets++;
        read(into.flip());
      }
      while (polling) {
        var event = association.pollEvent();
        if (event.isEmpty()) {
          break;
        }
        events.add(event.get());
        more = true;
      }
    }
  }

  private void read(ByteBuffer packet) {
    try {
      lastPacketBytes = packet.limit();
      longestPacketBytes = Math.max(longestPacketBytes, lastPacketBytes);
      lastChecksum = packet.getInt(SctpProtocol.CHECKSUM_INDEX);
      reader.open(packet, takesZeroChecksum);
      while (reader.next()) {
        byte[] value = new byte[reader.valueEnd() - reader.valueStart()];
        packet.get(reader.valueStart(), value);
        chunks.add(new Chunk(reader.tag(), reader.type(), reader.flags(), value));
      }
    } catch (MalformedMessageException e) {
      throw new AssertionError("our own packet cannot be read", e);
    }
  }

  List<Chunk> all(int type) {
    return chunks.stream().filter(chunk -> chunk.type == type).toList();
  }

  Chunk last(int type) {
    List<Chunk> found = all(type);
    if (found.isEmpty()) {
      throw new AssertionError("no chunk of type " + type + " in " + chunks);
    }
    return found.get(found.size() - 1);
  }

  List<ReconfigChunk.Parameter> reconfigs() {
    List<ReconfigChunk.Parameter> found = new ArrayList<>();
    for (Chunk chunk : all(SctpProtocol.RE_CONFIG)) {
      try {
        found.addAll(ReconfigChunk.read(chunk.buffer(), 0, chunk.value.length).parameters());
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  <T extends Event> List<T> told(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<String> texts() {
    return told(Event.MessageReceived.class).stream()
        .map(event -> new String(event.payload().toArray(), StandardCharsets.UTF_8))
        .toList();
  }

  Counters counters() {
    return association.counters();
  }

  // --- Time -------------------------------------------------------------------------------------

  Tick tick() {
    return new Tick(now);
  }

  /** Lets time pass, waking the association whenever it asks. */
  void pass(long nanos) {
    long end = now + nanos;
    for (int i = 0; ; i++) {
      long next = association.nextTimeout().map(Tick::nanos).orElse(Long.MAX_VALUE);
      if (next > end) {
        break;
      }
      if (i > 100_000) {
        throw new AssertionError("timers never rest");
      }
      now = Math.max(now, next);
      association.handleTimeout(tick());
      drain();
      answerHeartbeats();
    }
    now = end;
  }

  /** Answers what came since the last time, if this peer is one that does. */
  private void answerHeartbeats() {
    List<Chunk> asked = answering ? all(SctpProtocol.HEARTBEAT) : List.of();
    for (Chunk heartbeat : asked.subList(Math.min(answered, asked.size()), asked.size())) {
      raw(SctpProtocol.HEARTBEAT_ACK, 0, heartbeat.value);
    }
    answered = asked.size();
  }
}

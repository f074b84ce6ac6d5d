package dev.lanward.datachannel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Packets out: decides which chunks go into the next one, and in which order. */
final class PacketFiller {
  private final Context context;
  private final PacketWriter writer;
  private final Outbox outbox;
  private final Handshake handshake;
  private final Teardown teardown;
  private final Heartbeats heartbeats;
  private final PathProbe probe;
  private final DataChannels channels;

  private @Nullable Sender sender;
  private @Nullable Receiver receiver;
  private @Nullable StreamResets resets;
  private boolean over;

  PacketFiller(
      Context context,
      PacketWriter writer,
      Outbox outbox,
      Handshake handshake,
      Teardown teardown,
      Heartbeats heartbeats,
      PathProbe probe,
      DataChannels channels) {
    this.context = context;
    this.writer = writer;
    this.outbox = outbox;
    this.handshake = handshake;
    this.teardown = teardown;
    this.heartbeats = heartbeats;
    this.probe = probe;
    this.channels = channels;
  }

  // --- What there is to fill packets with
  // ---------------------------------------------------------

  /** The peer's INIT is known: DATA may ride with COOKIE ECHO. */
  void mayAdd(Sender out) {
    sender = out;
  }

  /** The association is up. */
  void mayAdd(Receiver in, StreamResets streamResets) {
    receiver = in;
    resets = streamResets;
  }

  /** Only what the outbox holds goes out any more. */
  void end() {
    over = true;
    sender = null;
    receiver = null;
    resets = null;
  }

  // --- Filling
  // -------------------------------------------------------------------------------------

  /** Writes the next packet, if there is one, at {@code into}'s position. */
  boolean fill(ByteBuffer into) {
    if (probe.isDue() && isEstablished()) {
      // Alone: whoever asked sends it where it may get lost, or come into the wrong hands.
      writer.begin(into, context.path.packetBytes(), handshake.peerTag());
      probe.fill(writer);
      return finish(false);
    }
    int size = context.limits.packetSizeBytes();
    Outbox.Entry next = outbox.peek();
    if (next != null && next.alone()) {
      outbox.remove();
      writer.begin(into, size, next.tag());
      next.chunk().write(writer);
      return finish(true);
    }
    if (over) {
      return false;
    }
    boolean handshaking = handshake.isDue();
    if (handshaking || isEstablished()) {
      writer.begin(into, packetBytes(), handshake.peerTag());
      if (handshaking && handshake.fill(writer)) {
        return finish(true);
      }
      fillChunks();
      if (!writer.isEmpty()) {
        return finish(handshaking);
      }
      writer.cancel();
    }
    return isEstablished() && fillProbe(into);
  }

  /**
   * What is sent again was lost perhaps for the length of its packet: it goes in one that passes.
   */
  private int packetBytes() {
    Sender out = sender;
    return out != null && out.hasLost() ? context.path.baseBytes() : context.path.packetBytes();
  }

  private boolean fillProbe(ByteBuffer into) {
    if (!context.path.isProbeDue()) {
      return false;
    }
    writer.begin(into, context.path.probeBytes(), handshake.peerTag());
    context.path.fill(writer);
    return finish(false);
  }

  private void fillChunks() {
    fillControl();
    Sender out = sender;
    if (out == null) {
      return;
    }
    out.fill(writer, teardown.state() != Teardown.State.ACK_SENT);
    if (writer.isEmpty()) {
      // Messages may have been given up instead of sent, and something waited for just that.
      teardown.advance(sender);
      fillControl();
      out.fill(writer, false);
    }
  }

  private void fillControl() {
    Outbox.Entry next;
    while ((next = outbox.peek()) != null && !next.alone() && next.sizeBytes() <= writer.room()) {
      outbox.remove();
      next.chunk().write(writer);
    }
    Sender out = sender;
    Receiver in = receiver;
    StreamResets streamResets = resets;
    if (out == null || in == null || streamResets == null) {
      return; // DATA may ride with COOKIE ECHO, and nothing else.
    }
    channels.requestResets();
    if (in.isSackDue() || in.hasUnacknowledged()) {
      sackIfWorthwhile(in);
    }
    streamResets.fill(writer);
    heartbeats.fill(writer);
    teardown.fill(writer, in.cumulativeTsn(), out.timeout());
  }

  /** A due SACK goes out; one that may still wait goes only when a packet goes anyway. */
  private void sackIfWorthwhile(Receiver in) {
    Sender out = sender;
    boolean goesAnyway = !writer.isEmpty() || (out != null && out.hasSomethingToSend());
    if ((in.isSackDue() || goesAnyway) && writer.room() >= SackChunk.FIXED_BYTES) {
      in.writeSack(writer);
    }
  }

  /**
   * RFC 9653 5.2: where INIT or COOKIE ECHO is in the packet, the checksum {@code must} be right.
   * Packets of one chunk that stands for itself keep theirs, too: INIT ACK, and what ends it all.
   */
  private boolean finish(boolean must) {
    if (must || !handshake.peerTakesZeroChecksum()) {
      writer.finish();
    } else {
      writer.finishWithZeroChecksum();
    }
    context.tally.packetsSent++;
    return true;
  }

  private boolean isEstablished() {
    return handshake.state() == Handshake.State.ESTABLISHED && !over;
  }
}

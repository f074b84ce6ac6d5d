package dev.lanward.drop;

/** The numbers of the drop protocol (docs/drop.md). */
public final class DropProtocol {
  /** The label of the channel that carries one transfer. */
  public static final String LABEL = "drop";

  /** The subprotocol that the channel is opened with. */
  public static final String PROTOCOL = "lanward-drop-1";

  /** The version that an offer names. */
  public static final int VERSION = 1;

  /** Bytes of a file in each chunk but its last (section 4). */
  public static final int CHUNK_BYTES = 65_536;

  /** A JSON message has at most so many bytes in UTF-8 (section 2). */
  public static final int MAX_TEXT_BYTES = 65_536;

  /** Entry (4 bytes), index (4 bytes) and leaf hash (32 bytes) precede the data of a chunk. */
  public static final int CHUNK_HEADER_BYTES = 40;

  /** A binary message has at most so many bytes. */
  public static final int MAX_CHUNK_MESSAGE_BYTES = CHUNK_HEADER_BYTES + CHUNK_BYTES;

  /** Chunks have numbers of 32 bits, so a file ends at 256 TiB. */
  static final long MAX_FILE_BYTES = (1L << 32) * CHUNK_BYTES;

  private DropProtocol() {}

  /** How many chunks a file of {@code size} bytes has; an empty one has none. */
  static long chunks(long size) {
    return (size + CHUNK_BYTES - 1) / CHUNK_BYTES;
  }

  /** How many bytes chunk {@code index} of a file of {@code size} bytes has. */
  static int chunkBytes(long size, long index) {
    return (int) Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
  }
}

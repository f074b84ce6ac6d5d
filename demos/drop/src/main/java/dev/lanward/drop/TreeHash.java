package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The Merkle tree hash of a file's chunks as they come. Remembers one hash for each complete
 * subtree: at most one a bit of the number of chunks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1">RFC 9162 section 2.1.1</a>
 */
public final class TreeHash {
  /** Bytes of SHA-256. */
  static final int LENGTH_BYTES = 32;

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;

  /** The newest, and smallest, first. */
  private final Deque<Bytes> subtrees = new ArrayDeque<>();

  private long count;

  /** Of no chunks. */
  public TreeHash() {}

  /** The leaf hash of a chunk. */
  public static Bytes leaf(Bytes chunk) {
    MessageDigest digest = digest();
    digest.update(LEAF);
    chunk.addTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  /** Adds the next chunk, by its leaf hash. */
  public void add(Bytes leaf) {
    Bytes hash = leaf;
    // A one at the end of the number is a complete subtree of that size to the left.
    for (long bits = count; (bits & 1) == 1; bits >>= 1) {
      hash = node(subtrees.pop(), hash);
    }
    subtrees.push(hash);
    count++;
  }

  /** How many chunks were added. */
  public long count() {
    return count;
  }

  /** Another of the same chunks, to which others can be added. */
  public TreeHash copy() {
    TreeHash copy = new TreeHash();
    copy.subtrees.addAll(subtrees);
    copy.count = count;
    return copy;
  }

  /** The hash over all that were added. */
  public Bytes root() {
    if (subtrees.isEmpty()) {
      return sha256(new byte[0]);
    }
    Iterator<Bytes> smallestFirst = subtrees.iterator();
    Bytes root = smallestFirst.next();
    while (smallestFirst.hasNext()) {
      root = node(smallestFirst.next(), root);
    }
    return root;
  }

  static Bytes sha256(byte[] bytes) {
    return Bytes.copyOf(digest().digest(bytes));
  }

  private static Bytes node(Bytes left, Bytes right) {
    MessageDigest digest = digest();
    digest.update(NODE);
    left.addTo(digest);
    right.addTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

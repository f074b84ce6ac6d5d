package dev.lanward.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes. Equality takes the same time whatever the contents, so it is safe
 * for secrets.
 */
public final class Bytes {
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** No bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of {@code value}. */
  public static Bytes copyOf(byte[] value) {
    return new Bytes(value.clone());
  }

  /** A copy of {@code length} bytes of {@code value} from {@code offset}. */
  public static Bytes copyOf(byte[] value, int offset, int length) {
    return new Bytes(Arrays.copyOfRange(value, offset, offset + length));
  }

  /** A copy of what remains in {@code buffer}, whose position does not move. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new Bytes(copy);
  }

  /**
   * The bytes that {@code hex} spells: two digits of either case a byte, nothing between them.
   *
   * @throws IllegalArgumentException when {@code hex} holds anything else
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /**
   * The next {@code length} bytes of {@code in}, without a copy beside.
   *
   * @throws EOFException when it ends before
   */
  public static Bytes readFrom(InputStream in, int length) throws IOException {
    byte[] read = new byte[length];
    int count = in.readNBytes(read, 0, length);
    if (count < length) {
      throw new EOFException("ended after " + count + " of " + length + " bytes");
    }
    return new Bytes(read);
  }

  /** The given sequences one after the other. */
  public static Bytes concat(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length += part.length();
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (Bytes part : parts) {
      all.put(part.value);
    }
    return new Bytes(all.array());
  }

  /** How many bytes there are. */
  public int length() {
    return value.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return value[index] & 0xff;
  }

  /** {@code length} bytes from {@code offset}. */
  public Bytes slice(int offset, int length) {
    if (offset < 0 || length < 0 || offset + length > value.length) {
      throw new IndexOutOfBoundsException(
          "slice of " + length + " bytes at " + offset + " of " + value.length);
    }
    return copyOf(value, offset, length);
  }

  /** A fresh array with these bytes, which the caller may change. */
  public byte[] toArray() {
    return value.clone();
  }

  /** A read-only buffer over these bytes, at position 0. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  /** Hands them to {@code digest}, without a copy. */
  public void addTo(MessageDigest digest) {
    digest.update(value);
  }

  /** Writes them, without a copy. {@code out} must be one that neither keeps nor changes arrays. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(value);
  }

  /** Lower-case hexadecimal. */
  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  /** Standard base64 without padding (RFC 4648 section 4), whose alphabet is that of ice-chars. */
  public String toBase64() {
    return Base64.getEncoder().withoutPadding().encodeToString(value);
  }

  /** URL-safe base64 without padding (RFC 4648 section 5). */
  public String toBase64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Bytes[" + value.length + "]";
  }
}

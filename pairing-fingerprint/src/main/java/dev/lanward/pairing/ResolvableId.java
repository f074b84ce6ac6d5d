package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The id in the advert of a private device, which only its paired peers recognise: {@code nonce ‖
 * tag ‖ tag ‖ ...}, one tag for each pairing among random ones that mean nothing (protocol section
 * 14). After the resolvable private addresses of Bluetooth, but with a key for each pairing, so
 * that a peer whose pairing is revoked recognises nothing from then on.
 */
public final class ResolvableId {
  /** The size in bytes of the nonce. */
  public static final int NONCE_BYTES = 8;

  /** The size in bytes of a tag. A chance hit costs one knock that nobody answers. */
  public static final int TAG_BYTES = 4;

  /** Tags come in groups of so many, so that their number tells little of the pairings'. */
  public static final int GROUP = 16;

  /** More pairings than this are not in one advert: two groups keep it below 200 bytes. */
  public static final int MAX_TAGS = 2 * GROUP;

  private ResolvableId() {}

  /**
   * A fresh id that the peers with {@code keys} recognise.
   *
   * @param keys the own keys of the pairings; of more than {@link #MAX_TAGS} the first ones count
   * @param random must be cryptographically secure
   */
  public static Bytes create(List<AdvertKey> keys, RandomGenerator random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    List<AdvertKey> told = keys.subList(0, Math.min(keys.size(), MAX_TAGS));
    byte[] id = new byte[NONCE_BYTES + TAG_BYTES * (told.size() > GROUP ? MAX_TAGS : GROUP)];
    random.nextBytes(id);
    System.arraycopy(nonce, 0, id, 0, NONCE_BYTES);
    int[] places = shuffled((id.length - NONCE_BYTES) / TAG_BYTES, random);
    for (int i = 0; i < told.size(); i++) {
      byte[] tag = told.get(i).tag(nonce);
      System.arraycopy(tag, 0, id, NONCE_BYTES + TAG_BYTES * places[i], TAG_BYTES);
    }
    return Bytes.copyOf(id);
  }

  /** Whether {@code id} has the form of an id: a nonce and one or two groups of tags. */
  public static boolean isWellFormed(Bytes id) {
    int tags = id.length() - NONCE_BYTES;
    return tags == TAG_BYTES * GROUP || tags == TAG_BYTES * MAX_TAGS;
  }

  /**
   * Whether {@code id} was made for the pairing of {@code key}. Costs one HMAC of eight bytes. It
   * proves nothing, as anybody can say it again: what proves a peer is its answer to a knock.
   */
  public static boolean matches(AdvertKey key, Bytes id) {
    if (!isWellFormed(id)) {
      return false;
    }
    byte[] all = id.toArray();
    byte[] tag = key.tag(Arrays.copyOf(all, NONCE_BYTES));
    for (int at = NONCE_BYTES; at < all.length; at += TAG_BYTES) {
      if (Arrays.equals(all, at, at + TAG_BYTES, tag, 0, TAG_BYTES)) {
        return true;
      }
    }
    return false;
  }

  /** All numbers below {@code count} in random order. */
  private static int[] shuffled(int count, RandomGenerator random) {
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      places[i] = places[other];
      places[other] = i;
    }
    return places;
  }
}

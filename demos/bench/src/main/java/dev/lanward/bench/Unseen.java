package dev.lanward.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What hashing and enciphering cost here and now. They run as the JVM's own stubs around the
 * processor's instructions, in which JDK Flight Recorder finds no thread: so they are measured by
 * themselves, by the CPU time of a thread.
 */
final class Unseen {
  private static final int MEASURED_BYTES = 32 << 20;

  /** What a leaf of the hash tree covers. */
  private static final int CHUNK_BYTES = 65_536;

  /** What is in a packet of 1,500 bytes. */
  private static final int RECORD_BYTES = 1_400;

  private static final int TAG_BITS = 128;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private interface Work {
    void once(int turn) throws GeneralSecurityException;
  }

  private Unseen() {}

  /**
   * CPU seconds for {@code bytes} of a file, each hashed once and in one record.
   *
   * @param seals whether records are sealed, or opened
   */
  static Map<Activity, Double> of(long bytes, boolean seals) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] chunk = new byte[CHUNK_BYTES];
    double hashing = secondsPerByte(CHUNK_BYTES, turn -> digest.digest(chunk));
    double ciphering = seals ? secondsToSeal() : secondsToOpen();
    return Map.of(Activity.SHA_256, bytes * hashing, Activity.AES_GCM, bytes * ciphering);
  }

  private static double secondsToSeal() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] plain = new byte[RECORD_BYTES];
    byte[] sealed = new byte[RECORD_BYTES + TAG_BITS / 8];
    return secondsPerByte(
        RECORD_BYTES,
        turn -> {
          init(cipher, Cipher.ENCRYPT_MODE, turn);
          cipher.doFinal(plain, 0, plain.length, sealed, 0);
        });
  }

  private static double secondsToOpen() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    init(cipher, Cipher.ENCRYPT_MODE, 0);
    byte[] sealed = cipher.doFinal(new byte[RECORD_BYTES]);
    byte[] plain = new byte[RECORD_BYTES];
    return secondsPerByte(
        RECORD_BYTES,
        turn -> {
          init(cipher, Cipher.DECRYPT_MODE, 0);
          cipher.doFinal(sealed, 0, sealed.length, plain, 0);
        });
  }

  private static void init(Cipher cipher, int mode, int turn) throws GeneralSecurityException {
    byte[] nonce = new byte[12];
    nonce[0] = (byte) turn; // Never the same as the one before.
    cipher.init(
        mode, new SecretKeySpec(new byte[16], "AES"), new GCMParameterSpec(TAG_BITS, nonce));
  }

  private static double secondsPerByte(int pieceBytes, Work work) throws GeneralSecurityException {
    int turns = MEASURED_BYTES / pieceBytes;
    long start = THREADS.getCurrentThreadCpuTime();
    for (int turn = 0; turn < turns; turn++) {
      work.once(turn);
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9 / turns / pieceBytes;
  }
}

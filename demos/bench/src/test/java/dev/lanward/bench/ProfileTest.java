package dev.lanward.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.junit.jupiter.api.Test;

/** What a process is found to do, of which it is known what it does. */
class ProfileTest {
  private static final double LEAST_SECONDS = 1;

  /** The kernel's hundredths of a second, of each of some threads. */
  private static final double ROUNDED_SECONDS = 0.1;

  @Test
  void whoHashesAllTheTimeIsFoundToDoSo() throws Exception {
    // In Java, where samples find it; loaded and compiled before.
    SHA256Digest digest = new SHA256Digest();
    hash(digest);
    Profile profile = Profile.start();
    hash(digest);
    Map<Activity, Profile.Share> shares = profile.stop(Map.of());
    double hashing = shares.get(Activity.DTLS).cpuSeconds();
    assertTrue(hashing > LEAST_SECONDS / 2, shares::toString);
  }

  /** Keeps this thread busy. */
  private static void hash(SHA256Digest digest) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    byte[] piece = new byte[1 << 20];
    double before = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - before < LEAST_SECONDS * 1e9) {
      digest.update(piece, 0, piece.length);
    }
  }

  @Test
  void whatCannotBeSampledIsTakenFromWhatIsSharedOut() throws Exception {
    ThreadTimes before = ThreadTimes.now();
    Profile profile = Profile.start();
    while (ThreadTimes.now().all().user() - before.all().user() < LEAST_SECONDS) {
      Thread.onSpinWait();
    }
    Map<Activity, Profile.Share> shares = profile.stop(Map.of(Activity.SHA_256, 0.25));
    double had = ThreadTimes.now().all().minus(before.all()).sum();
    assertEquals(0.25, shares.get(Activity.SHA_256).cpuSeconds(), 1e-9);
    double all = shares.values().stream().mapToDouble(Profile.Share::cpuSeconds).sum();
    assertTrue(all <= had + ROUNDED_SECONDS, () -> had + " s for " + shares);
  }

  @Test
  void hashingAndCipheringCostWhatIsMeasured() throws Exception {
    Map<Activity, Double> sealing = Unseen.of(1 << 30, true);
    assertEquals(Set.of(Activity.SHA_256, Activity.AES_GCM), sealing.keySet());
    assertTrue(sealing.values().stream().allMatch(seconds -> seconds > 0.01), sealing::toString);
    assertTrue(Unseen.of(1 << 30, false).get(Activity.AES_GCM) > 0.01);
  }

  @Test
  void whatIsLetGoOfIsCounted() throws Exception {
    Profile profile = Profile.start();
    long sum = 0;
    for (int i = 0; i < 256; i++) {
      CRC32C checksum = new CRC32C();
      checksum.update(new byte[1 << 20]);
      sum += checksum.getValue();
    }
    Map<Activity, Profile.Share> shares = profile.stop(Map.of());
    double allocated = shares.values().stream().mapToDouble(Profile.Share::allocatedBytes).sum();
    assertTrue(allocated > 255 << 20, () -> allocated + " bytes");
    assertTrue(allocated < 512L << 20, () -> allocated + " bytes");
    assertTrue(sum != 0);
  }

  @Test
  void sharesAreFieldsOfJson() {
    assertEquals(
        "\"activities\":{\"SCTP\":{\"cpu\":1.5000,\"allocated\":10}}",
        Profile.fields(Map.of(Activity.SCTP, new Profile.Share(1.5, 10))));
  }
}

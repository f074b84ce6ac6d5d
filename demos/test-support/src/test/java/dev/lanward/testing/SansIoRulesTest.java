package dev.lanward.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A rule that cannot fail keeps nothing: here is a class that breaks each part, and one that breaks
 * none.
 */
class SansIoRulesTest {
  @Test
  void asksForWhatItShouldBeTold() {
    assertEquals(
        4, violations(SansIoRules.NO_ASKING, Asking.class).size(), "now, nanoTime and two names");
    assertTrue(violations(SansIoRules.NO_IO, Asking.class).isEmpty());
  }

  @Test
  void doesIo() {
    List<String> all = violations(SansIoRules.NO_IO, DoingIo.class);
    for (String each : List.of("ServerSocket", "FileInputStream", "Thread", "SecureRandom")) {
      assertTrue(all.stream().anyMatch(line -> line.contains(each)), each + ": " + all);
    }
  }

  @Test
  void isTold() {
    assertTrue(violations(SansIoRules.NO_ASKING, Told.class).isEmpty());
    assertTrue(violations(SansIoRules.NO_IO, Told.class).isEmpty());
  }

  /** A package that was renamed must not pass for a clean one. */
  @Test
  void nothingToCheckIsAMistake() {
    assertThrows(AssertionError.class, () -> SansIoRules.check("dev.lanward.nowhere"));
  }

  private static List<String> violations(ArchRule rule, Class<?> subject) {
    JavaClasses classes = new ClassFileImporter().importClasses(subject);
    return rule.evaluate(classes).getFailureReport().getDetails();
  }

  private static final class Asking {
    static void ask() throws IOException {
      Instant.now().toEpochMilli();
      InetAddress.getByName(Long.toString(System.nanoTime())).getAddress();
      new InetSocketAddress("localhost", 1).getPort();
    }
  }

  private static final class DoingIo {
    static void act() throws IOException {
      new ServerSocket(0).close();
      new FileInputStream("any").close();
      new Thread(() -> {}).start();
      new SecureRandom().nextLong();
    }
  }

  private static final class Told {
    static InetSocketAddress at(Instant now, InetAddress address) {
      return new InetSocketAddress(address, (int) (now.getEpochSecond() % 1_000));
    }
  }
}

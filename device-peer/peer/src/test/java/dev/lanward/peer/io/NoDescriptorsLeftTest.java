package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process out of file descriptors binds no socket, and says so in the way that callers expect.
 */
@ParameterizedClass
@MethodSource("dev.lanward.peer.io.LoopKinds#here")
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NoDescriptorsLeftTest {
  private static final int DESCRIPTORS = 120;

  private final LoopKind kind;

  NoDescriptorsLeftTest(LoopKind kind) {
    this.kind = kind;
  }

  @Test
  void bindingFailsWithAnIoExceptionAndWorksAgainWhenThereAreSome() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process child =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                "sh",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Starved.class.getName(),
                kind.name())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor(30, TimeUnit.SECONDS);
    List<String> lines = said.lines().filter(line -> line.startsWith("bind")).toList();
    assertEquals(
        List.of("bind here: IOException", "bind elsewhere: IOException", "bind: bound"),
        lines,
        said);
  }

  /** The process that has none left, for a while. */
  static final class Starved {
    private Starved() {}

    public static void main(String[] args) throws Exception {
      try (Loop loop = Loop.start(LoopKind.valueOf(args[0]), "starved")) {
        bind(loop); // loads what is needed for it
        List<FileInputStream> taken = new ArrayList<>();
        try {
          while (true) {
            taken.add(new FileInputStream("/dev/null"));
          }
        } catch (IOException none) {
          // That was the last one.
        }
        CompletableFuture<String> here = new CompletableFuture<>();
        loop.execute(() -> here.complete(bind(loop)));
        String first = here.get(10, TimeUnit.SECONDS);
        String second = bind(loop);
        for (FileInputStream each : taken) {
          each.close();
        }
        System.out.println("bind here: " + first);
        System.out.println("bind elsewhere: " + second);
        System.out.println("bind: " + bind(loop));
      }
    }

    private static String bind(Loop loop) {
      try {
        loop.bind(InetAddress.getLoopbackAddress(), 0, new UdpCounters()).close();
        return "bound";
      } catch (IOException e) {
        // A BindException would say that the port is taken.
        return e instanceof BindException ? e.toString() : "IOException";
      } catch (RuntimeException e) {
        return e.toString();
      }
    }
  }
}

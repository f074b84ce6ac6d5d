package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.peer.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrandTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir Path directory;
  private Path state = Path.of("");
  private Device device;
  private ErrandDesk desk;
  private volatile int rings;

  @BeforeEach
  void open() throws Exception {
    state = Files.createDirectory(directory.resolve("s"));
    device =
        Device.builder()
            .name("Desk")
            .stateDirectory(state)
            .port(0)
            .interfaceName("lo")
            .withoutMdns()
            .start();
    desk = ErrandDesk.open(state, device, () -> rings++).orElseThrow();
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    device.close();
    assertFalse(Files.exists(state.resolve(ErrandLine.SOCKET)));
  }

  @Test
  void whoRingsIsHeardByTheProcessThatHasTheDoor() throws Exception {
    Run run = Run.script(state).runs("ring", "--json");
    assertEquals("{\"event\":\"ring\"}", run.out().strip());
    assertEquals(1, rings);
  }

  @Test
  void nobodyHearsARingWhereNoDeviceRuns() {
    Run run = Run.script(directory.resolve("none")).runs("ring", "--json");
    assertEquals(Main.FAILED, run.exitCode());
    assertTrue(run.out().contains("not-found"), run.out());
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    Errand errand =
        new Errand(
            ID, List.of(Path.of("/a b"), Path.of("/ä\"")), Duration.ZERO, Duration.ofDays(1));
    assertEquals(errand, Errand.parse(errand.toJson()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{'version':2,'peer':'ID','files':['/a'],'timeout':1,'patience':1}",
        "{'version':1,'peer':'ID','files':[],'timeout':1,'patience':1}",
        "{'version':1,'peer':'ID','files':['a'],'timeout':1,'patience':1}",
        "{'version':1,'peer':'ID','files':[7],'timeout':1,'patience':1}",
        "{'version':1,'peer':'ID','files':['/a\\u0000'],'timeout':1,'patience':1}",
        "{'version':1,'peer':'../x','files':['/a'],'timeout':1,'patience':1}",
        "{'version':1,'peer':'ID','files':['/a'],'timeout':-1,'patience':1}",
        "{'version':1,'peer':'ID','files':['/a'],'timeout':1,'patience':86400001}",
      })
  void whatMakesNoSenseIsAnsweredByAnError(String singleQuoted) throws Exception {
    String line = singleQuoted.replace('\'', '"').replace("ID", ID);
    assertThrows(CommandFailedException.class, () -> Errand.parse(line));
    assertEquals("error", answer(line).path("event").textValue());
  }

  @Test
  void nobodyElseEntersTheSocketsDirectory() throws Exception {
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state)));
    assertTrue(Files.exists(state.resolve(ErrandLine.SOCKET)));
  }

  @Test
  void aLineWithoutAnEndIsGivenUp() throws Exception {
    try (ErrandLine line = ErrandLine.to(state).orElseThrow()) {
      String half = "x".repeat(Errand.MAX_LINE_BYTES / 2);
      assertThrows(
          java.io.IOException.class,
          () -> {
            for (int i = 0; i < 100; i++) {
              line.output().write(half.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
          });
    }
  }

  @Test
  void aFileThatIsNotThereAndAPeerThatIsNotKnownAreTold() throws Exception {
    JsonNode unknown = answer(errand(ID, "/nonexistent"));
    assertEquals("unknown-peer", unknown.path("code").textValue());
    TestPeers.save(state, TestPeers.page("Tablet"));
    JsonNode missing = answer(errand(TestPeers.all(state).get(0).id(), "/nonexistent"));
    assertEquals("io", missing.path("code").textValue());
  }

  /** The command finds the door taken, and has the process do it that has it. */
  @Test
  void sendHandsOverAndTellsWhatItIsTold() throws Exception {
    TestPeers.save(state, TestPeers.page("Tablet"));
    Path file = Files.writeString(directory.resolve("f"), "x");
    // In a process of its own: a file's locks are those of a process.
    Process send =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lanward.cli.Main",
                "send",
                file.toString(),
                "--to",
                "Tablet",
                "--json",
                "--timeout",
                "300ms",
                "--interface",
                "lo",
                "--state",
                state.toString())
            .start();
    List<String> lines = send.inputReader().lines().toList();
    assertEquals(Main.FAILED, send.waitFor());
    assertEquals(2, lines.size(), lines::toString);
    assertEquals("waiting", TrustCommandTest.json(lines.get(0)).path("event").textValue());
    assertEquals("timed-out", TrustCommandTest.json(lines.get(1)).path("code").textValue());
    assertTrue(lines.get(1).contains("Open its page"), lines::toString);
  }

  @Test
  void whereThePathIsTooLongForASocketThereIsNone() throws Exception {
    Path deep = Files.createDirectory(directory.resolve("d".repeat(200)));
    assertEquals(Optional.empty(), ErrandDesk.open(deep, device, () -> {}));
    assertTrue(ErrandLine.to(deep).isEmpty());
  }

  private JsonNode answer(String request) throws Exception {
    try (ErrandLine line = ErrandLine.to(state).orElseThrow()) {
      line.write(request);
      return Errand.parseObject(line.read().orElseThrow());
    }
  }

  private static String errand(String peer, String file) {
    return new Errand(peer, List.of(Path.of(file)), Duration.ZERO, Duration.ZERO).toJson();
  }
}

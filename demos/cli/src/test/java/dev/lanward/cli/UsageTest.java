package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.peer.store.DeviceLock;
import dev.lanward.peer.store.StateDirectory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir Path state;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device",
        "demo",
        "pair",
        "browse",
        "connect",
        "send",
        "receive",
        "game",
        "doctor",
        "trust",
        "trust list",
        "ring",
        "trust rename",
        "trust grant",
        "trust revoke"
      })
  void helpTeachesByExamplesIn80Columns(String command) {
    Run run = Run.script(state).runs((command + " --help").split(" "));
    assertEquals(Main.DONE, run.exitCode());
    assertTrue(run.out().contains("Usage: lanward " + command), run.out());
    assertTrue(run.out().contains("Example"), run.out());
    assertTrue(run.lines().stream().allMatch(line -> line.length() <= 80), run.out());
    assertEquals("", run.err());
  }

  @Test
  void noWordsAtAllShowEveryCommand() {
    Run run = Run.script(state).runs();
    assertEquals(Main.DONE, run.exitCode());
    for (String command :
        new String[] {
          "demo", "device", "pair", "browse", "connect", "send", "receive", "game", "ring", "trust",
          "doctor"
        }) {
      assertTrue(run.out().contains("\n  " + command + " "), run.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pear",
        "trust",
        "trust lst",
        "device --port 65536",
        "device --port x",
        "device --type Camera",
        "browse --type Camera",
        "browse --for x",
        "device --pair=5",
        "device --pair=25h",
        "device --code-lifetime 6m",
        "device --mdns bonjour",
        "device --private --mdns jmdns",
        "browse --mdns",
        "device --code-lifetime 0s",
        "device unexpected",
        "device --dns-sd-domain example.org",
        "device --dns-sd-domain example.org --server 192.0.2.53",
        "device --server 192.0.2.53 --tsig-key-file key",
        "device --tsig-key-file key",
        "device --private --dns-sd-domain example.org --server 192.0.2.53 --tsig-key-file key",
        "device --kurento ws://127.0.0.1:8888/kurento",
        "device --camera test --kurento ws://192.0.2.5:8888/kurento",
        "device --camera test --kurento wss://192.0.2.5:8433/kurento",
        "device --camera test --kurento ws://127.0.0.1:8888/kurento --speaker alsa",
        "device --camera test --record here",
        "device --camera rtsp://192.0.2.9/s --kurento wss://192.0.2.5/k --kurento-fingerprint AA",
        "browse --dns-sd-domain example.org",
        "browse --dns-sd-domain local --server 192.0.2.53",
        "browse --dns-sd-domain example.org --server ns.example.org",
        "browse --dns-sd-domain example.org --server 192.0.2.53 --type Camera",
        "pair",
        "pair 12",
        "pair 7-48291",
        "pair lanward:1?f=AAAA",
        "connect",
        "connect Doorbell lanward-secret",
        "send",
        "send a",
        "send - a --to Doorbell",
        "send a --to Doorbell --path udp",
        "receive --bulk-port 65536",
        "receive --most x",
        "trust rename Doorbell",
      })
  void whatMakesNoSenseIsOneLineAndExitCode2(String words) {
    Run run = Run.script(state).runs(words.split(" "));
    assertEquals(Main.USAGE, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("lanward: "), run.err());
    assertTrue(run.err().contains("See: lanward"), run.err());
  }

  /** Everybody on the network reads what is served. */
  @Test
  void aDeviceThatRunsAlreadyIsNamedBeforeItsPorts() throws Exception {
    Path pages = Files.createDirectory(state.resolve("pages"));
    Path keys = state.resolve("keys");
    try (DeviceLock lock = StateDirectory.open(keys).lockForDevice();
        ServerSocket taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());
      Run run =
          Run.script(keys)
              .runs("device", "--serve", pages.toString(), "--web-port", port, "--interface", "lo");
      assertEquals(Main.FAILED, run.exitCode());
      assertTrue(run.err().contains("runs on this state directory"), run.err());
    }
  }

  @Test
  void theStateDirectoryIsNotServed() throws Exception {
    Path inside = Files.createDirectory(state.resolve("state"));
    for (Path keys : new Path[] {state, inside, state.resolve("not made yet")}) {
      Run run = Run.script(keys).runs("device", "--serve", state.toString(), "--interface", "none");
      assertEquals(Main.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("--state"), run.err());
    }
    Run hidden =
        Run.script(state.resolve(".state"))
            .runs("device", "--serve", state.toString(), "--web-port", "0", "--interface", "none");
    assertEquals(Main.FAILED, hidden.exitCode(), "for want of that interface");
    assertTrue(hidden.err().contains("called none; there are: "), hidden.err());
  }

  @Test
  void withJsonWrongUsageIsAnErrorEvent() {
    Run run = Run.script(state).runs("pair", "12", "--json");
    assertEquals(Main.USAGE, run.exitCode());
    assertEquals("usage", TrustCommandTest.json(run.out()).get("code").textValue());
    assertEquals("", run.err());
  }

  @Test
  void aMistypedCommandIsNamed() {
    assertTrue(Run.script(state).runs("pear").err().contains("no command pear"));
    assertTrue(Run.script(state).runs("trust", "lst").err().contains("no command lst"));
  }

  @Test
  void anUnknownPeerIsToldWithTheNextStep() {
    Run run = Run.script(state).runs("connect", "Nobody");
    assertEquals(Main.FAILED, run.exitCode());
    assertTrue(run.err().contains("lanward trust list"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  /** Whoever paired as a page may be a device as well: only looking for it tells. */
  @Test
  void aPageThatIsNotFoundIsToldWithWhatItMayBe() {
    TestPeers.save(state, TestPeers.page("Tablet"));
    Run run =
        Run.script(state)
            .runs("connect", "Tablet", "--json", "--interface", "lo", "--timeout", "100ms");
    assertEquals(Main.FAILED, run.exitCode());
    assertEquals("timed-out", TrustCommandTest.json(run.out()).get("code").textValue());
    assertTrue(run.out().contains("no page in a browser"), run.out());
  }

  @Test
  void stateIsTheOptionThenTheVariableThenTheHomeDirectory() {
    TestPeers.save(state.resolve("option"), TestPeers.page("Option"));
    TestPeers.save(state.resolve("variable"), TestPeers.page("Variable"));
    TestPeers.save(state.resolve("home/.local/state/lanward"), TestPeers.page("Home"));
    Run.Person person = Run.script(state.resolve("variable"));
    String option = state.resolve("option").toString();
    assertTrue(person.runs("trust", "list", "--state", option).out().contains("Option"));
    assertTrue(person.runs("trust", "list").out().contains("Variable"));
    Run.Person home =
        new Run.Person("", false, java.util.Map.of("HOME", state.resolve("home").toString()));
    assertTrue(home.runs("trust", "list").out().contains("Home"));
  }

  @Test
  void aStateDirectoryThatIsAFileIsOneLine() throws Exception {
    Path file = Files.createFile(state.resolve("file"));
    Run run = Run.script(file).runs("trust", "list");
    assertEquals(Main.FAILED, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("--state DIR"), run.err());
  }
}

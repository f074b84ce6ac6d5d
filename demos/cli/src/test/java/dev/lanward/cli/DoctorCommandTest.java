package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the loopback interface only: joining a group elsewhere would be heard outside. */
class DoctorCommandTest {
  @TempDir Path state;

  @Test
  void everyCheckHasAFindingAndASoundMachinePasses() {
    TestPeers.save(state, TestPeers.page("Tablet"));
    Run run = doctor("--port", "0", "--web-port", "0");
    for (String check :
        List.of(
            "interface",
            "multicast",
            "mdns-port",
            "door",
            "standing",
            "web",
            "sockets",
            "state",
            "clock",
            "encryption",
            "firewall",
            "route",
            "browsers")) {
      assertEquals(1, run.lines().stream().filter(line -> is(line, check)).count(), run.out());
    }
    assertEquals("ok", level(run, "encryption"));
    assertEquals("ok", level(run, "state"));
    assertTrue(message(run, "state").contains("1 peer"), run.out());
    assertEquals(Main.DONE, run.exitCode(), run.out());
  }

  @Test
  void aTakenDoorPortIsAWarningThatSaysWhatToDo() throws Exception {
    try (DatagramSocket taker =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))) {
      Run run = doctor("--port", Integer.toString(taker.getLocalPort()), "--web-port", "0");
      assertEquals("warn", level(run, "door"), run.out());
      assertTrue(line(run, "door").get("next").textValue().contains("--port"), run.out());
    }
  }

  @Test
  void anUnknownInterfaceFails() {
    Run run = Run.script(state).runs("doctor", "--json", "--interface", "nosuch0");
    assertEquals("fail", level(run, "interface"));
    assertEquals(Main.FAILED, run.exitCode());
  }

  @Test
  void aStateDirectoryOpenToOthersIsAWarning() throws Exception {
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
    Run run = doctor("--port", "0", "--web-port", "0");
    JsonNode first = line(run, "state");
    assertEquals("warn", first.get("level").textValue(), run.out());
    assertTrue(first.get("next").textValue().contains("chmod go="), run.out());
  }

  @Test
  void aFileInThePlaceOfTheStateDirectoryFailsAndKeepsItsMode() throws Exception {
    Path file = Files.createFile(state.resolve("file"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Run run = Run.script(file).runs("doctor", "--json", "--interface", "lo");
    assertEquals("fail", level(run, "state"), run.out());
    assertFalse(run.out().contains("chmod"), run.out());
  }

  @Test
  void aDamagedIdentityFails() throws Exception {
    Files.writeString(state.resolve("identity.pem"), "junk");
    Run run = doctor("--port", "0", "--web-port", "0");
    assertEquals(
        "fail",
        run.lines().stream()
            .filter(line -> is(line, "state"))
            .map(line -> TrustCommandTest.json(line).get("level").textValue())
            .reduce((first, last) -> last)
            .orElseThrow(),
        run.out());
    assertEquals(Main.FAILED, run.exitCode());
  }

  @Test
  void clocksOfDevicesWithoutBatteryAreNoticed() {
    assertEquals(Finding.Level.WARN, MachineChecks.clock(Instant.EPOCH).level());
    assertEquals(
        Finding.Level.OK, MachineChecks.clock(Instant.parse("2026-11-01T00:00:00Z")).level());
  }

  @Test
  void defaultRoutesAreReadAsTheKernelWritesThem() {
    String header =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
    String subnet = "eth0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0";
    String way = "eth0\t00000000\tFE004D0A\t0003\t0\t0\t0\t00000000\t0\t0\t0";
    String zeros = "0".repeat(32);
    String onLo =
        zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000000 00200200 lo";
    assertTrue(MachineChecks.hasDefaultRoute(List.of(header, subnet, way), List.of()));
    assertFalse(MachineChecks.hasDefaultRoute(List.of(header, subnet), List.of(onLo)));
    assertTrue(
        MachineChecks.hasDefaultRoute(List.of(header), List.of(onLo.replace(" lo", " eth0"))));
  }

  @Test
  void aFirewallThatDropsWithoutMdnsIsNoticed() {
    String chain =
        "table inet lab {\n\tchain input {\n\t\ttype filter hook input priority 0; policy drop;\n"
            + "\t\ticmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n%s\t}\n}\n";
    assertTrue(FirewallCheck.dropsMdns(chain.formatted("")));
    assertFalse(FirewallCheck.dropsMdns(chain.formatted("\t\tudp dport 5353 accept\n")));
    assertFalse(FirewallCheck.dropsMdns(chain.replace("drop", "accept").formatted("")));
    assertFalse(FirewallCheck.dropsMdns(chain.replace("hook input", "hook forward").formatted("")));
    assertTrue(
        FirewallCheck.dropsMdns(
            chain.replace("policy drop", "policy accept").formatted("\t\tdrop\n")));
    assertTrue(FirewallCheck.dropsMdnsInIptables("-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n"));
    assertFalse(FirewallCheck.dropsMdnsInIptables("-P INPUT ACCEPT\n"));
  }

  private Run doctor(String... more) {
    String[] words = new String[more.length + 4];
    System.arraycopy(new String[] {"doctor", "--json", "--interface", "lo"}, 0, words, 0, 4);
    System.arraycopy(more, 0, words, 4, more.length);
    return Run.script(state).runs(words);
  }

  private static boolean is(String line, String check) {
    return TrustCommandTest.json(line).get("check").textValue().equals(check);
  }

  private static JsonNode line(Run run, String check) {
    return run.lines().stream()
        .filter(line -> is(line, check))
        .map(TrustCommandTest::json)
        .findFirst()
        .orElseThrow();
  }

  private static String level(Run run, String check) {
    return line(run, check).get("level").textValue();
  }

  private static String message(Run run, String check) {
    return line(run, check).get("message").textValue();
  }
}

package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class RecognisedNamesTest {
  private static final UUID PAIRED = UUID.fromString("11111111-2222-4333-8444-555555555555");

  private final Set<UUID> paired = new HashSet<>(Set.of(PAIRED));
  private final List<UUID> asked = new ArrayList<>();
  private final Host host =
      new Host(
          each -> {
            asked.add(each);
            return paired.contains(each);
          });

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.0.2/16"));
    host.quiet();
  }

  private void flood(String source, int questions) {
    for (int i = 0; i < questions; i++) {
      host.hears(source, Wire.query(Wire.question(UUID.randomUUID(), Type.A)));
    }
  }

  @Test
  void nameIsRecognisedWhenAskedFor() {
    Message query = Wire.query(Wire.question(PAIRED, Type.A));

    assertEquals(
        List.of("A 192.168.0.2 120 flush"), Wire.answers(host.hears("192.168.0.9", query).get(0)));
  }

  @Test
  void revokedNameIsAnsweredNoMoreAtOnce() {
    Message query = Wire.query(Wire.question(PAIRED, Type.A));
    host.hears("192.168.0.9", query);
    host.clock.advance(Duration.ofSeconds(2));
    paired.clear();

    assertEquals(List.of(), host.hears("192.168.0.9", query));
  }

  @Test
  void fixedNamesCostNoQuestion() {
    UUID fixed = UUID.randomUUID();
    host.core.addHost(host.clock.now(), fixed);
    host.quiet();
    asked.clear();
    host.hears("192.168.0.9", Wire.query(Wire.question(fixed, Type.A)));

    assertEquals(List.of(), asked);
  }

  @Test
  void oneFloodingSourceLeavesRoomForOthers() {
    flood("192.168.0.66", 10_000);
    assertEquals(MdnsLimits.defaults().policyPerSourcePerSecond(), asked.size());
    assertTrue(host.count(MdnsCounter.OVER_BUDGET) > 9_000);

    assertEquals(1, host.hears("192.168.0.9", Wire.query(Wire.question(PAIRED, Type.A))).size());
  }

  @Test
  void forgedSourcesTogetherHaveABudgetThatRefills() {
    for (int i = 0; i < 1000; i++) {
      flood("192.168." + (i / 250) + "." + (i % 250 + 1), 5);
    }
    int first = asked.size();
    assertEquals(MdnsLimits.defaults().policyPerSecond(), first);

    host.clock.advance(Duration.ofMillis(500));
    for (int i = 0; i < 250; i++) {
      flood("192.168.9." + (i + 1), 5);
    }
    assertEquals(first / 2, asked.size() - first);
  }

  @Test
  void nameThatWasRightOnceIsAnsweredInTheMiddleOfAFlood() {
    Message query = Wire.query(Wire.question(PAIRED, Type.A));
    host.hears("192.168.0.9", query);
    host.clock.advance(Duration.ofSeconds(2));
    for (int i = 0; i < 250; i++) {
      flood("192.168.9." + (i + 1), 5);
    }

    assertEquals(1, host.hears("192.168.0.9", query).size());
  }

  @Test
  void namesThatAreNoHostsAreNeverAskedAbout() {
    for (String each : List.of("printer.local.", "_lanward._udp.local.", PAIRED + ".example.")) {
      host.hears("192.168.0.9", Wire.query(Record.newRecord(Wire.name(each), Type.A, 1)));
    }

    assertEquals(List.of(), asked);
  }
}

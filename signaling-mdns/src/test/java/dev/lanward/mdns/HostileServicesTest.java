package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.full;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Floods of well-formed packets, and changed ones: nothing grows, nothing hangs. */
class HostileServicesTest {
  private static final String FLOODER = "192.168.7.66";
  private static final MdnsLimits LIMITS = MdnsLimits.defaults();

  private final Host host = new Host();

  private void browsing() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.browse(host.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    host.quiet();
  }

  private static Message pointers(int from, int count) {
    Record[] all = new Record[count];
    for (int i = 0; i < count; i++) {
      all[i] = Wire.ptr(TYPE, full("flood-" + (from + i)), 4500);
    }
    return Wire.response(all);
  }

  @Test
  void oneSenderFillsOnlyItsShare() {
    browsing();
    for (int i = 0; i < 10_000; i += 100) {
      host.hears(FLOODER, pointers(i, 100));
    }
    assertEquals(LIMITS.cachedRecordsPerSource(), host.core.cachedRecords());
    assertTrue(host.count(MdnsCounter.TABLE_FULL) > 5000);
  }

  @Test
  void aServiceIsStillFoundBesideAFlooder() {
    MdnsLimits roomy = limits(16_384, 4096, 8192);
    Host other = new Host(new TestClock(), HostNames.none(), roomy);
    other.on(link(1, "192.168.7.2/24"));
    other.core.browse(other.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    other.quiet();
    for (int i = 0; i < 10_000; i += 100) {
      other.hears(FLOODER, pointers(i, 100));
    }
    other.hears("192.168.7.9", Rfc6763Section04BrowsingTest.wholeService());

    assertEquals(1, other.events.size());
  }

  @Test
  void manySendersTogetherFillNoMoreThanAll() {
    Host small = new Host(new TestClock(), HostNames.none(), limits(1000, 100, 100_000));
    small.on(link(1, "192.168.7.2/24"));
    small.core.browse(small.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    small.quiet();
    for (int i = 0; i < 250; i++) {
      small.hears("192.168.7." + i, pointers(i * 100, 20));
      assertTrue(small.core.cachedRecords() <= 1000);
    }
    assertEquals(1000, small.core.cachedRecords());
    // What was heard last is there, what was heard first went.
    small.hears("192.168.7.9", Rfc6763Section04BrowsingTest.wholeService());
    assertEquals(1, small.events.size());
  }

  private static MdnsLimits limits(int records, int perSource, int instances) {
    MdnsLimits d = LIMITS;
    return new MdnsLimits(
        d.maxRecords(),
        d.maxQuestions(),
        d.sendBytes(),
        d.announcements(),
        d.announcePeriod(),
        d.policyPerSecond(),
        d.policyPerSourcePerSecond(),
        d.rememberedSources(),
        d.recentNames(),
        d.pendingAnswers(),
        d.sentHistory(),
        d.resolutions(),
        d.addressesPerHost(),
        d.cachedAddresses(),
        d.services(),
        d.browses(),
        records,
        perSource,
        instances);
  }

  /** What nobody looks for is not kept at all. */
  @Test
  void recordsThatNobodyLooksForAreNotKept() {
    browsing();
    for (int i = 0; i < 1000; i++) {
      host.hears(
          FLOODER,
          Wire.response(
              Wire.ptr("_other._tcp.local.", "x" + i + "._other._tcp.local.", 4500),
              Wire.srv(full("nobody-" + i), "a.local.", 1, 120),
              Wire.txt(full("nobody-" + i), 4500, "a=b"),
              Wire.a(java.util.UUID.randomUUID(), "10.0.0.1", 120, 0)));
    }
    assertEquals(0, host.core.cachedRecords());
  }

  /** A thousand pointers without data: what is asked of them is bounded in time. */
  @Test
  void instancesWithoutDataAreNotAskedForEverMore() {
    browsing();
    for (int i = 0; i < 1000; i += 100) {
      host.hears(FLOODER, pointers(i, 100));
    }
    int first = host.pass(Duration.ofSeconds(10)).size();
    host.sent.clear();
    int later = host.pass(Duration.ofMinutes(5)).size();
    assertTrue(first < 600, "packets in ten seconds: " + first);
    assertTrue(later < 900, "packets in five minutes: " + later);
    host.pass(Duration.ofSeconds(4500));
    assertEquals(0, host.core.cachedRecords());
    host.sent.clear();
    host.pass(Duration.ofHours(1));
    assertTrue(host.sent.size() <= 2, "all is forgotten with the pointers");
  }

  @Test
  void goodbyesOfWhatNobodyHasAreNothing() {
    browsing();
    for (int i = 0; i < 1000; i++) {
      host.hears(FLOODER, Wire.response(Wire.ptr(TYPE, full("gone-" + i), 0)));
    }
    assertEquals(0, host.core.cachedRecords());
    assertEquals(List.of(), host.events);
    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));
  }

  /** A stream of conflicts keeps a name from being told, and costs little else. */
  @Test
  void aStreamOfConflictsIsSlowedDown() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.publish(host.clock.now(), Services.service("Doorbell"));
    for (int i = 0; i < 600; i++) {
      for (Transmit each : List.copyOf(host.sent)) {
        Message probe = Wire.parse(each.payload());
        for (Record claim : probe.getSection(Section.AUTHORITY)) {
          host.hears(FLOODER, Wire.response(Wire.srv(claim.getName().toString(), "x.", 1, 120)));
        }
      }
      host.sent.clear();
      host.pass(Duration.ofMillis(100));
    }
    host.sent.clear();
    host.pass(Duration.ofMinutes(1));
    assertTrue(host.sent.size() < 200, "packets in a minute: " + host.sent.size());
  }

  @Test
  void aFloodOfQuestionsIsAnsweredAtARateThatIsBounded() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), Services.HOST);
    host.core.publish(host.clock.now(), Services.service(Services.RANDOM));
    host.quiet();
    Message query = Wire.query(Wire.question(TYPE, Type.PTR));
    query.addRecord(Wire.ptr(TYPE, full("another"), 4500), Section.ANSWER);
    byte[] wire = query.toWire();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            host.hears(
                new Arrival(1, Wire.at("192.168." + (i >> 8) + "." + (i & 0xff), 5353), true),
                wire);
            if (i % 100 == 0) {
              host.pass(Duration.ofMillis(10));
            }
          }
        });
    assertTrue(host.sent.size() <= 5, "packets in two seconds: " + host.sent.size());
  }

  @Test
  void everyFlippedBitOfAServiceIsSurvived() {
    byte[] whole = Rfc6763Section04BrowsingTest.wholeService().toWire();
    Host busy = MalformedDnsZooTest.busyHost();
    Arrival neighbour = new Arrival(1, Wire.at("192.168.7.9", 5353), true);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      busy.hears(neighbour, flipped);
      busy.pass(Duration.ofMillis(20));
    }
    assertTrue(busy.core.cachedRecords() < 1500);
    busy.pass(Duration.ofHours(24));
    assertTrue(busy.core.cachedRecords() < 1500);
  }

  @Test
  void manyChangedBytesAreSurvived() {
    Random random = new Random(4711);
    Host busy = MalformedDnsZooTest.busyHost();
    List<byte[]> seeds = new ArrayList<>(Zoo.all().values());
    seeds.add(Rfc6763Section04BrowsingTest.wholeService().toWire());
    Arrival neighbour = new Arrival(1, Wire.at("192.168.7.9", 5353), true);
    for (int i = 0; i < 20_000; i++) {
      byte[] data = seeds.get(random.nextInt(seeds.size())).clone();
      for (int flips = random.nextInt(4); flips >= 0 && data.length > 0; flips--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      busy.hears(neighbour, data);
      if (i % 50 == 0) {
        busy.pass(Duration.ofMillis(10));
      }
    }
    busy.pass(Duration.ofSeconds(30));
    assertTrue(busy.core.cachedRecords() <= LIMITS.cachedRecordsPerSource());
  }

  @Property(tries = 500)
  void anyBytesAfterAnHonestHeaderAreSurvived(@ForAll @Size(max = 400) byte[] data) {
    Host busy = new Host().on(link(1, "192.168.7.2/24"));
    busy.core.browse(busy.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    busy.core.publish(busy.clock.now(), Services.service("Doorbell"));
    busy.settle();
    byte[] packet = ByteBuffer.allocate(12 + data.length).putShort((short) 0).array();
    packet[2] = (byte) 0x84;
    packet[7] = 3;
    System.arraycopy(data, 0, packet, 12, data.length);
    busy.hears(new Arrival(1, Wire.at("192.168.7.9", 5353), true), packet);
    busy.pass(Duration.ofSeconds(2));
    assertTrue(busy.core.cachedRecords() <= 3);
  }
}

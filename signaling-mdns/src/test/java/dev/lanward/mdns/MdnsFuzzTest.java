package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Bytes of strangers against everything that reads them. As a test it runs the seeds that stand
 * beside it in the resources. To look for new ones:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl signaling-mdns -am test -Djazzer.hooks=true
 *     -Dtest='MdnsFuzzTest#theCoreThrowsNothing' -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * <p>What it finds is written beside the seeds, and stays there when it is mended.
 */
class MdnsFuzzTest {
  private static final Arrival NEIGHBOUR = new Arrival(1, Wire.at("192.168.7.9", 5353), true);
  private static final Arrival LEGACY = new Arrival(1, Wire.at("192.168.7.9", 4711), false);

  /** What is read can be written, and is then read as the same. */
  @FuzzTest(maxDuration = "60s")
  void theReaderThrowsNothingUndeclared(byte[] datagram) {
    MdnsReader reader = new MdnsReader(MdnsLimits.defaults());
    try {
      reader
          .read(ByteBuffer.wrap(datagram))
          .ifPresent(
              message ->
                  assertTrue(
                      message.answers().size() + message.questions().size()
                          <= MdnsLimits.defaults().maxRecords()));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 2000);
    }
  }

  /** A core that publishes, probes, browses and resolves hears them twice, and time passes. */
  @FuzzTest(maxDuration = "60s")
  void theCoreThrowsNothing(byte[] datagram) {
    Host host = MalformedDnsZooTest.busyHost();
    host.hears(NEIGHBOUR, datagram);
    host.hears(LEGACY, datagram);
    host.pass(Duration.ofSeconds(2));
    host.hears(NEIGHBOUR, datagram);
    host.pass(Duration.ofSeconds(2));
    assertTrue(host.core.cachedRecords() <= MdnsLimits.defaults().maxRecords());
  }

  @FuzzTest(maxDuration = "60s")
  void theAdvertReaderThrowsNothingUndeclared(byte[] txt) {
    try {
      Advert advert = AdvertReader.read(Bytes.copyOf(txt));
      assertEquals(advert, AdvertReader.read(AdvertWriter.write(advert)));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().length() < 200);
    }
  }
}

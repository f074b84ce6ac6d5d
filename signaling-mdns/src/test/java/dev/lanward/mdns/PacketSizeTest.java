package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** What is counted is what the library writes. */
class PacketSizeTest {
  private static final List<String> NAMES =
      List.of("a", "A", "b", "longer-name", "x.y", "0123456789012345678901234567890123456789");

  @Provide
  Arbitrary<List<Rr>> records() {
    Arbitrary<String> name = Arbitraries.of(NAMES);
    return Arbitraries.oneOf(
            name.map(n -> Rr.ofWireForm(Wire.ptr(Services.TYPE, Services.full(n), 4500))),
            name.map(n -> Rr.ofWireForm(Wire.srv(Services.full(n), n + ".local.", 1, 120))),
            name.map(n -> Rr.ofWireForm(Wire.txt(Services.full(n), 4500, "a=" + n))),
            name.map(n -> Rr.ofWireForm(Wire.ptr(n + ".local.", n + ".", 1))))
        .list()
        .ofMaxSize(30);
  }

  @Property
  void everyPacketIsAsLargeAsItWasCounted(@ForAll("records") List<Rr> records) {
    PacketSize size = new PacketSize(9000);
    Question question = Question.of(Wire.name(Services.TYPE), Type.PTR);
    assertTrue(size.add(question));
    for (Rr each : records) {
      assertTrue(size.add(List.of(each)));
    }
    MdnsMessage message =
        new MdnsMessage(0, true, false, List.of(question), records, List.of(), List.of());
    assertEquals(MdnsWriter.write(message).length(), size.bytes());
  }

  @Test
  void whatDoesNotFitLeavesNoTrace() {
    Rr small = Rr.ofWireForm(Wire.ptr(Services.TYPE, Services.full("a"), 4500));
    Rr large = Rr.ofWireForm(Wire.txt(Services.full("b"), 4500, "x".repeat(200)));
    PacketSize size = new PacketSize(100);

    assertTrue(size.add(List.of(small)));
    int before = size.bytes();
    assertFalse(size.add(List.of(small, large)));
    assertEquals(before, size.bytes());
    Rr other = Rr.ofWireForm(Wire.ptr(Services.full("b"), Services.full("b"), 4500));
    assertTrue(size.add(List.of(other)));
    assertEquals(before + 4 + 10 + 2, size.bytes(), "b is not in the packet yet");
  }
}

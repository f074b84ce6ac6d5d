package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A paired peer that does not keep to the protocol: it is refused, and nothing is published. */
class HostileSenderTest {
  private final ReceivingEnd receiver = new ReceivingEnd(Limits.defaults());
  private MemoryShelf shelf = new MemoryShelf(new Manifest(List.of()));

  @Test
  void aNameThatLeadsElsewhere() {
    text("{'type':'offer','version':1,'entries':1,'bytes':1}");
    text("{'type':'entries','entries':[{'path':'../a','kind':'file','size':1}]}");
    refused("unsafe-name");
  }

  @Test
  void aFileInAFolderThatIsAFile() {
    text("{'type':'offer','version':1,'entries':2,'bytes':2}");
    text(
        "{'type':'entries','entries':[{'path':'a','kind':'file','size':1},"
            + "{'path':'a/b','kind':'file','size':1}]}");
    refused("malformed");
  }

  @Test
  void twoFilesOfOneName() {
    text("{'type':'offer','version':1,'entries':2,'bytes':2}");
    text(
        "{'type':'entries','entries':[{'path':'a','kind':'file','size':1},"
            + "{'path':'a','kind':'file','size':1}]}");
    refused("malformed");
  }

  @Test
  void moreEntriesThanOffered() {
    text("{'type':'offer','version':1,'entries':1,'bytes':2}");
    text(
        "{'type':'entries','entries':[{'path':'a','kind':'file','size':1},"
            + "{'path':'b','kind':'file','size':1}]}");
    refused("malformed");
  }

  @Test
  void moreEntriesThanAreTaken() {
    text("{'type':'offer','version':1,'entries':100001,'bytes':2}");
    refused("too-large");
  }

  @Test
  void entriesThatNeverEnd() {
    text("{'type':'offer','version':1,'entries':2,'bytes':2}");
    text("{'type':'entries','entries':[{'path':'a','kind':'file','size':1}]}");
    text("{'type':'entries','entries':[]}");
    refused("malformed");
  }

  @Test
  void sizesThatAddUpToMoreThanWasSaid() {
    ReceivingEnd small = new ReceivingEnd(Limits.defaults().withMostBytes(10));
    small.handleText(json("{'type':'offer','version':1,'entries':2,'bytes':1}"));
    small.handleText(
        json(
            "{'type':'entries','entries':[{'path':'a','kind':'file','size':9},"
                + "{'path':'b','kind':'file','size':9}]}"));
    assertEquals("too-large", small.failure().orElseThrow().code());
  }

  /** Somebody may think about it for as long as they like. */
  @Test
  void nothingIsOwedWhileSomebodyDecides() {
    assertTrue(receiver.isOwed());
    text("{'type':'offer','version':1,'entries':1,'bytes':1}");
    assertTrue(receiver.isOwed());
    text("{'type':'entries','entries':[{'path':'a','kind':'file','size':1}]}");
    assertFalse(receiver.isOwed());
    accept();
    assertTrue(receiver.isOwed());
  }

  @Test
  void aChunkBeforeTheOfferIsAccepted() {
    receiver.handleBinary(chunk(0, 0, 1));
    refused("malformed");
  }

  @Test
  void moreThanTheFileHas() {
    offerAccepted(70_000);
    receiver.handleBinary(chunk(0, 0, 65_536));
    receiver.handleBinary(chunk(0, 1, 70_000 - 65_536));
    receiver.handleBinary(chunk(0, 2, 1));
    refused("malformed");
  }

  @Test
  void chunksThatAreNotAskedForAnyMore() {
    offerAccepted(1);
    receiver.handleBinary(chunk(0, 0, 1));
    text("{'type':'end','entry':0,'chunks':1,'size':1,'root':'" + root(1) + "'}");
    assertEquals(1, shelf.published.size());
    receiver.handleBinary(chunk(0, 0, 1));
    assertEquals("malformed", receiver.failure().orElseThrow().code());
  }

  @Test
  void anEndBeforeTheEnd() {
    offerAccepted(70_000);
    receiver.handleBinary(chunk(0, 0, 65_536));
    text("{'type':'end','entry':0,'chunks':1,'size':65536,'root':'" + root(65_536) + "'}");
    refused("malformed");
  }

  @Test
  void chunksOutOfTurn() {
    offerAccepted(200_000);
    receiver.handleBinary(chunk(0, 1, 65_536));
    refused("malformed");
  }

  @Test
  void aTreeHashThatIsAlwaysWrong() {
    offerAccepted(1);
    for (int i = 0; i < 10; i++) {
      receiver.handleBinary(chunk(0, 0, 1));
      text("{'type':'end','entry':0,'chunks':1,'size':1,'root':'" + "00".repeat(32) + "'}");
    }
    refused("corrupt");
  }

  @Test
  void aByeBeforeTheEnd() {
    offerAccepted(1);
    text("{'type':'bye'}");
    refused("malformed");
  }

  /** Whatever order messages come in: no exception, and no file that was not hashed whole. */
  @Property(tries = 300)
  void messagesInAnyOrder(@ForAll("scripts") List<Integer> script) {
    HostileSenderTest peer = new HostileSenderTest();
    String[] texts = {
      "{'type':'offer','version':1,'entries':1,'bytes':70000}",
      "{'type':'entries','entries':[{'path':'a','kind':'file','size':70000}]}",
      "{'type':'resumed','entry':0,'matches':true}",
      "{'type':'end','entry':0,'chunks':2,'size':70000,'root':'" + "00".repeat(32) + "'}",
      "{'type':'bye'}",
      "{'type':'done'}",
      "{'type':'failed','code':'x','message':'y'}"
    };
    for (int step : script) {
      if (step < texts.length) {
        peer.text(texts[step]);
      } else if (step == texts.length) {
        peer.receiver.handleBinary(chunk(0, 0, 65_536));
      } else if (peer.receiver.isOffered()) {
        peer.accept();
      }
    }
    assertTrue(peer.shelf.published.isEmpty());
  }

  @Provide
  Arbitrary<List<Integer>> scripts() {
    return Arbitraries.integers().between(0, 8).list().ofMaxSize(30);
  }

  private void offerAccepted(int size) {
    text("{'type':'offer','version':1,'entries':1,'bytes':" + size + "}");
    text("{'type':'entries','entries':[{'path':'a','kind':'file','size':" + size + "}]}");
    accept();
  }

  private void accept() {
    shelf = new MemoryShelf(receiver.manifest());
    receiver.accept(shelf);
  }

  private void text(String singleQuoted) {
    receiver.handleText(json(singleQuoted));
  }

  private void refused(String code) {
    assertEquals(Optional.of(code), receiver.failure().map(DropException::code));
    assertTrue(shelf.published.isEmpty());
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  private static Bytes chunk(int entry, long index, int length) {
    Bytes data = Bytes.copyOf(new byte[length]);
    return DropWriter.binary(new DropMessage.Chunk(entry, index, TreeHash.leaf(data), data));
  }

  private static String root(int length) {
    return TreeHash.leaf(Bytes.copyOf(new byte[length])).toHex();
  }
}

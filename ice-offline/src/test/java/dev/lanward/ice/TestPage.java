package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/** Writes the requests of a page, as a browser writes them. */
final class TestPage {
  final String doorUfrag;
  final String doorPwd;
  String pageUfrag = "AbCd";
  private int transactions;

  TestPage(String doorUfrag, String doorPwd) {
    this.doorUfrag = doorUfrag;
    this.doorPwd = doorPwd;
  }

  static TestPage pairing(int page) {
    PairingKnock knock = new PairingKnock(TestKeys.page(page));
    return new TestPage(knock.ufrag(), knock.doorPwd());
  }

  static TestPage link(byte[] secret, Bytes nonce, int page) {
    LinkKnock knock = new LinkKnock(nonce, TestKeys.page(page));
    return new TestPage(knock.ufrag(), DoorPwd.link(secret, knock, TestKeys.DEVICE));
  }

  static Bytes nonce(int i) {
    return Bytes.copyOf(ByteBuffer.allocate(12).putInt(4, i).putInt(8, 0x5eed).rewind());
  }

  Knock knock() {
    return DoorUfrag.read(doorUfrag).orElseThrow();
  }

  StunKey key() {
    return StunKey.ofPassword(doorPwd);
  }

  TestPage named(String ufrag) {
    pageUfrag = ufrag;
    return this;
  }

  /** A check that does not nominate. */
  ByteBuffer check() {
    return finish(start().controlling(7));
  }

  /** A check that nominates. */
  ByteBuffer nomination() {
    return finish(start().controlling(7).useCandidate());
  }

  StunWriter start() {
    Bytes id =
        Bytes.copyOf(
            ByteBuffer.allocate(12)
                .putInt(0, ++transactions)
                .putInt(4, (doorUfrag + pageUfrag).hashCode())
                .rewind());
    return StunWriter.request(id).username(doorUfrag + ":" + pageUfrag).priority(1);
  }

  ByteBuffer finish(StunWriter request) {
    return request.messageIntegrity(key()).fingerprint().toBuffer();
  }
}

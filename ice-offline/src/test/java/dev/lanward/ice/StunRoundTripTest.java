package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What the writer writes the reader reads, whatever stands in it. */
class StunRoundTripTest {
  private final StunReader reader = new StunReader();

  @Property(tries = 500)
  void requests(
      @ForAll @Size(12) byte[] transaction,
      @ForAll @CharRange(from = '!', to = '~') @StringLength(min = 1, max = 508) String username,
      @ForAll int priority,
      @ForAll long tieBreaker,
      @ForAll boolean controlling,
      @ForAll boolean nominates,
      @ForAll @AlphaChars @StringLength(min = 1, max = 256) String password) {
    StunKey key = StunKey.ofPassword(password);
    StunWriter writer = StunWriter.request(Bytes.copyOf(transaction)).username(username);
    writer.priority(priority);
    if (nominates) {
      writer.useCandidate();
    }
    StunWriter finished =
        controlling ? writer.controlling(tieBreaker) : writer.controlled(tieBreaker);
    assertEquals(
        StunProblem.NONE, reader.read(finished.messageIntegrity(key).fingerprint().toBuffer()));
    assertTrue(reader.isBindingRequest() && !reader.isBindingSuccess() && !reader.isBindingError());
    assertEquals(Bytes.copyOf(transaction), reader.transactionId());
    assertEquals(username, reader.username());
    assertEquals(Optional.of(priority), reader.priority());
    assertEquals(Optional.of(tieBreaker), reader.tieBreaker());
    assertEquals(controlling, reader.hasControlling());
    assertEquals(!controlling, reader.hasControlled());
    assertEquals(nominates, reader.hasUseCandidate());
    assertTrue(reader.hasFingerprint());
    assertTrue(reader.verifies(key));
    assertFalse(reader.verifies(StunKey.ofPassword(password + "x")));
    assertFalse(reader.hasUnprotectedAttributes());
  }

  @Property(tries = 300)
  void errors(
      @ForAll @IntRange(min = 300, max = 699) int code,
      @ForAll @StringLength(max = 100) @AlphaChars String reason,
      @ForAll @StringLength(max = 127) @AlphaChars String software,
      @ForAll @Size(max = 8) Set<@IntRange(min = 0x100, max = 0x7fff) Integer> unknown) {
    StunWriter writer =
        StunWriter.error(TestPage.nonce(1)).errorCode(code, reason).software(software);
    int[] types = unknown.stream().mapToInt(Integer::intValue).toArray();
    writer.unknownAttributes(types);
    for (int type : types) {
      writer.attribute(type, new byte[type % 7]);
    }
    assertEquals(StunProblem.NONE, reader.read(writer.toBuffer()));
    assertTrue(reader.isBindingError());
    assertEquals(Optional.of(code), reader.errorCode());
    assertEquals(software, reader.software());
    assertArrayEquals(types, reader.unknownAttributes());
    assertFalse(reader.hasMessageIntegrity() || reader.hasFingerprint());
  }
}

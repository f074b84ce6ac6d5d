package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
  @Property
  void isReadAsItIsWritten(@ForAll Set<Grant> grants) {
    assertEquals(
        Optional.of(Set.copyOf(grants)), Grant.parse(Grant.format(grants)).map(Set::copyOf));
  }

  @Test
  void isWrittenInOneOrder() {
    assertEquals("video,cast", Grant.format(Set.of(Grant.CAST, Grant.VIDEO)));
    assertEquals("none", Grant.format(EnumSet.noneOf(Grant.class)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "all", "VIDEO", "video ", "video,,audio", "none,video", ",", "video,x"})
  void everythingElseIsRefused(String text) {
    assertEquals(Optional.empty(), Grant.parse(text));
  }
}

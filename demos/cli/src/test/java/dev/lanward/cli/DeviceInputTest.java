package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanward.pairing.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceInputTest {
  private final List<String> done = new ArrayList<>();
  private final DeviceInput input =
      new DeviceInput(
          new DeviceInput.Orders() {
            @Override
            public void pair(Optional<Duration> duration) {
              done.add("pair " + duration.map(Duration::toString).orElse("as before"));
            }

            @Override
            public void send(String text, Optional<String> peer, String channel) {
              done.add("send " + text + " to " + peer.orElse("all") + " on " + channel);
            }

            @Override
            public void revoke(String peer) {
              done.add("revoke " + peer);
            }

            @Override
            public void rename(String peer, String name) {
              done.add("rename " + peer + " to " + name);
            }

            @Override
            public void grant(String peer, Set<Grant> grants) {
              done.add("grant " + peer + " " + Grant.format(grants));
            }

            @Override
            public void refuse(String peer) {
              done.add("refuse " + peer);
            }

            @Override
            public void ring() {
              done.add("ring");
            }

            @Override
            public void kick(String player, boolean isBan) {
              done.add((isBan ? "ban " : "kick ") + player);
            }

            @Override
            public void lock(boolean isLocked) {
              done.add("lock " + isLocked);
            }
          });

  @Test
  void everyOrderIsUnderstood() throws Exception {
    input.takeJson("{\"send\":\"hello\"}");
    input.takeJson("{\"send\":{\"text\":\"hello\",\"peer\":\"ab\",\"channel\":\"x\"}}");
    input.takeJson("{\"pair\":true}");
    input.takeJson("{\"pair\":\"10m\"}");
    input.takeJson("{\"revoke\":\"ab\"}");
    input.takeJson("{\"rename\":{\"peer\":\"ab\",\"name\":\" Ada \"}}");
    input.takeJson("{\"grant\":{\"peer\":\"ab\",\"grants\":\"video,talk\"}}");
    input.takeJson("{\"grant\":{\"peer\":\"ab\",\"grants\":\"none\"}}");
    input.takeJson("{\"refuse\":\"ab\"}");
    input.takeJson("{\"ring\":true}");
    input.takeJson("{\"kick\":\"Eve\"}");
    input.takeJson("{\"ban\":\"Eve\"}");
    input.takeJson("{\"lock\":true}");
    input.takeJson("");
    assertEquals(
        List.of(
            "send hello to all on chat",
            "send hello to ab on x",
            "pair as before",
            "pair PT10M",
            "revoke ab",
            "rename ab to Ada",
            "grant ab video,talk",
            "grant ab none",
            "refuse ab",
            "ring",
            "kick Eve",
            "ban Eve",
            "lock true"),
        done);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "[]",
        "{}",
        "{\"send\":1}",
        "{\"send\":{\"peer\":\"ab\"}}",
        "{\"send\":\"a\",\"pair\":true}",
        "{\"send\":\"a\"} x",
        "{\"pair\":false}",
        "{\"pair\":\"long\"}",
        "{\"revoke\":null}",
        "{\"rename\":{\"peer\":\"ab\",\"name\":\" \"}}",
        "{\"grant\":{\"peer\":\"ab\",\"grants\":\"all\"}}",
        "{\"grant\":{\"peer\":\"ab\"}}",
        "{\"refuse\":true}",
        "{\"reboot\":true}",
      })
  void anythingElseIsRefusedAndDoesNothing(String line) {
    var refused = assertThrows(CommandFailedException.class, () -> input.takeJson(line));
    assertEquals("malformed", refused.code());
    assertEquals(List.of(), done);
  }

  @Test
  void aPersonTypesPairOrTalks() throws Exception {
    input.takeTyped(" pair ");
    input.takeTyped("   ");
    input.takeTyped("pair of socks");
    assertEquals(List.of("pair as before", "send pair of socks to all on chat"), done);
  }
}

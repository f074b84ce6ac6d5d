package dev.lanward.rooms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import dev.lanward.rooms.RoomEvent;
import dev.lanward.rooms.RoomsProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sessions on loopback: a device with rooms, and players that are devices without a door. */
class RoomsDeskTest {
  private static final int LIMIT_SECONDS = 20;

  private final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<PairingInvitation> invitations = new LinkedBlockingQueue<>();

  @TempDir Path directory;
  private Device table;
  private RoomsDesk desk;
  private Guest ada;
  private Guest bob;

  /** Somebody who is paired with the table. */
  private final class Guest implements AutoCloseable {
    BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<Bytes> relayed = new LinkedBlockingQueue<>();
    final Device device;
    final String table;
    Session session;
    Channel desk;

    Guest(String name) throws Exception {
      device = builder(name).withoutDoor().start();
      Peer there =
          device
              .pair(next(invitations, each -> true).link().text())
              .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      table = there.id();
      session = device.connect(table).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      desk = join(name);
    }

    Channel join(String name) {
      Channel channel =
          session.openChannel(
              ChannelOptions.reliable(RoomsProtocol.DESK_LABEL)
                  .withProtocol(RoomsProtocol.DESK_PROTOCOL));
      BlockingQueue<JsonNode> hearing = heard;
      channel.onText(text -> hearing.add(json(text)));
      channel.send(
          "{\"type\":\"join\",\"room\":\"main\",\"name\":\""
              + name
              + "\",\"visit\":\"00112233aabbccdd\"}");
      return channel;
    }

    Channel relay() {
      Channel channel =
          session.openChannel(
              ChannelOptions.reliable(RoomsProtocol.RELAY_LABEL)
                  .withProtocol(RoomsProtocol.RELAY_PROTOCOL));
      channel.onBinary(relayed::add);
      return channel;
    }

    JsonNode hears(String type, Predicate<JsonNode> wanted) throws InterruptedException {
      return next(heard, json -> json.get("type").textValue().equals(type) && wanted.test(json));
    }

    JsonNode state(int players) throws InterruptedException {
      return hears("room", json -> json.get("players").size() == players);
    }

    @Override
    public void close() {
      device.close();
    }
  }

  @BeforeEach
  void twoAreInARoom() throws Exception {
    table = builder("table").port(0).start();
    desk = new RoomsDesk(directory.resolve("table"), events::add);
    table.onSession(desk::join);
    table.openPairing(
        Duration.ofMinutes(5),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            invitations.add(invitation);
          }
        });
    ada = new Guest("Ada");
    ada.state(1);
    bob = new Guest("Bob");
  }

  @AfterEach
  void allLeave() {
    ada.close();
    bob.close();
    desk.close();
    table.close();
  }

  @Test
  void eachHearsOfTheOtherWhatTheDeviceHasComparedAndWhoIsHost() throws Exception {
    JsonNode state = ada.state(2);
    assertEquals("Bob", state.get("players").get(1).get("name").textValue());
    assertEquals(
        bob.device.fingerprint().toString(),
        state.get("players").get(1).get("fingerprint").textValue());
    assertEquals(state.get("you"), state.get("host"));
    assertEquals(RoomEvent.What.HOST, next(events, e -> e.what() == RoomEvent.What.HOST).what());
  }

  @Test
  void whatOneSaysIsPassedOnToTheOther() throws Exception {
    String[] ids = {ada.state(2).get("you").textValue(), bob.state(2).get("you").textValue()};
    bob.relay();
    // Bob's channel is the device's to use once it has been heard of there.
    Channel adas = ada.relay();
    Bytes wanted = Bytes.concat(Bytes.ofHex(ids[0]), Bytes.ofHex("01cafe"));
    Bytes got = null;
    for (int i = 0; i < 100 && got == null; i++) {
      adas.send(Bytes.concat(Bytes.ofHex(ids[1]), Bytes.ofHex("01cafe")));
      got = bob.relayed.poll(100, TimeUnit.MILLISECONDS);
    }
    assertEquals(wanted, got);
  }

  @Test
  void whoCutsTheConnectionIsAwayAndTheOtherIsHost() throws Exception {
    ada.state(2);
    bob.state(2);
    ada.session.close();
    JsonNode state = bob.hears("room", json -> json.get("term").intValue() == 2);
    assertEquals(state.get("you"), state.get("host"));
    assertTrue(state.get("players").get(0).get("away").booleanValue());
  }

  @Test
  void whoIsKickedHearsWhyAndItsChannelsClose() throws Exception {
    ada.state(2);
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    bob.desk.onClose(() -> closed.add("closed"));
    assertEquals(1, desk.kick("Bob", true));
    assertEquals("banned", bob.hears("out", json -> true).get("code").textValue());
    assertEquals("closed", closed.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals("Bob", ada.hears("kicked", json -> true).get("name").textValue());
    bob.join("Bob");
    assertEquals("banned", bob.hears("out", json -> true).get("code").textValue());
    ada.state(1);
  }

  @Test
  void aSecondDeskOfThePageTakesThePlaceOfTheFirst() throws Exception {
    ada.state(2);
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    ada.desk.onClose(() -> closed.add("closed"));
    ada.join("Ada");
    assertEquals("closed", closed.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, ada.state(2).get("term").intValue());
  }

  @Test
  void aSecondConnectionOfThePageTakesThePlaceOfTheFirstWhichIsTold() throws Exception {
    ada.state(2);
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    ada.desk.onClose(() -> closed.add("closed"));
    Session first = ada.session;
    BlockingQueue<JsonNode> heardByFirst = ada.heard;
    ada.heard = new LinkedBlockingQueue<>();
    ada.session = ada.device.connect(ada.table).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertNotSame(first, ada.session);
    ada.join("Ada");
    JsonNode out = next(heardByFirst, json -> json.get("type").textValue().equals("out"));
    assertEquals("replaced", out.get("code").textValue());
    assertEquals("closed", closed.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, ada.state(2).get("term").intValue());
  }

  @Test
  void theRoomIsSavedAndThereAgainAfterARestart() throws Exception {
    ada.state(2);
    desk.lock(true);
    Path file = directory.resolve("table").resolve("rooms.json");
    for (int i = 0; i < 200 && !isLocked(file); i++) {
      Thread.sleep(50); // It is saved four times a second, by a thread of its own.
    }
    assertTrue(isLocked(file));
    RoomsDesk again = new RoomsDesk(directory.resolve("table"), events::add, System::nanoTime);
    assertEquals(2, again.kick("Ada", false) + again.kick("Bob", false));
    again.close();
  }

  private static boolean isLocked(Path file) throws IOException {
    return Files.exists(file) && Files.readString(file).contains("\"locked\":true");
  }

  private Device.Builder builder(String name) {
    return Device.builder()
        .name(name)
        .stateDirectory(directory.resolve(name))
        .interfaceName("lo")
        .withoutMdns();
  }

  private static <T> T next(BlockingQueue<T> from, Predicate<T> wanted)
      throws InterruptedException {
    for (T each = from.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        each != null;
        each = from.poll(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      if (wanted.test(each)) {
        return each;
      }
    }
    throw new AssertionError("nothing came within " + LIMIT_SECONDS + " s");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

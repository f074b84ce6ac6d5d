package dev.lanward.attackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lanward.core.Bytes;
import dev.lanward.ice.PairingKnock;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairMessage;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.peer.dtls.DtlsCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One page and the device, with the man in the middle. Loop's thread. */
final class RelayedPairing {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_WAITING = 64;
  private static final int CONFIRM_BYTES = 32;
  private static final int SEALED_BYTES = 300;

  private final Network network;
  private final Report report;
  private final Relay.Tally tally;
  private final OwnDoor.Visit page;
  private final boolean forges;

  /** Each side's channel opens when it likes: what comes before waits. */
  private final Queue<String> forDevice = new ArrayDeque<>();

  private final Queue<String> forPage = new ArrayDeque<>();
  private @Nullable Knocking device;
  private boolean deviceReady;
  private boolean pageReady;
  private boolean pageSawConfirm;

  RelayedPairing(
      Network network, Report report, Relay.Tally tally, OwnDoor.Visit page, boolean forges) {
    this.network = network;
    this.report = report;
    this.tally = tally;
    this.page = page;
    this.forges = forges;
  }

  void knockAt(InetSocketAddress door, Identity asPage) throws IOException {
    PairingKnock knock = new PairingKnock(asPage.fingerprint());
    Knocking.Plan plan =
        new Knocking.Plan(
            door,
            knock,
            knock.doorPwd(),
            DtlsCredential.of(asPage),
            PairingCertificate.fingerprint());
    device = Knocking.start(network, plan, deviceSide());
  }

  Endpoint.Listener pageSide() {
    return new Endpoint.Listener() {
      @Override
      public void handshake(Endpoint.Handshake result) {
        sayHandshake("page", result);
      }

      @Override
      public void ready() {
        pageReady = true;
        forPage.forEach(page::send);
        forPage.clear();
      }

      @Override
      public void message(String text) {
        fromPage(text);
      }

      @Override
      public void ended(String why) {
        report.event("ended", "side", "page", "why", why);
        if (device != null) {
          device.close();
        }
      }
    };
  }

  private Knocking.Listener deviceSide() {
    return new Knocking.Listener() {
      @Override
      public void handshake(Endpoint.Handshake result) {
        sayHandshake("device", result);
      }

      @Override
      public void ready() {
        deviceReady = true;
        forDevice.forEach(RelayedPairing.this::toDevice);
        forDevice.clear();
      }

      @Override
      public void message(String text) {
        fromDevice(text);
      }

      @Override
      public void ended(String why) {
        report.event("ended", "side", "device", "why", why);
      }
    };
  }

  private void fromPage(String text) {
    JsonNode message = saySeen("page", text);
    boolean bye = message.path("type").asText().equals("bye");
    tally.byeAfterConfirm |= bye && pageSawConfirm;
    toDevice(text);
  }

  private void fromDevice(String text) {
    JsonNode message = saySeen("device", text);
    String step = message.path("step").asText();
    tally.deviceConfirmed |= step.equals("confirm");
    pageSawConfirm |= step.equals("confirm");
    if (!step.equals("refused")) {
      toPage(text);
      return;
    }
    tally.refusals++;
    if (forges) {
      pageSawConfirm = true;
      report.event("forged", "step", "confirm");
      toPage(forgedConfirm());
    } else {
      toPage(text);
    }
  }

  /** The only thing left to him who does not know the code: to guess a whole confirmation. */
  private String forgedConfirm() {
    byte[] confirm = new byte[CONFIRM_BYTES];
    byte[] sealed = new byte[SEALED_BYTES];
    network.random().nextBytes(confirm);
    network.random().nextBytes(sealed);
    Bytes written = new PairMessage.Confirm(Bytes.copyOf(confirm), Bytes.copyOf(sealed)).write();
    return StandardCharsets.UTF_8.decode(written.toBuffer()).toString();
  }

  private void toDevice(String text) {
    if (device != null && deviceReady) {
      device.send(text);
    } else if (forDevice.size() < MAX_WAITING) {
      forDevice.add(text);
    }
  }

  private void toPage(String text) {
    if (pageReady) {
      page.send(text);
    } else if (forPage.size() < MAX_WAITING) {
      forPage.add(text);
    }
  }

  private void sayHandshake(String side, Endpoint.Handshake result) {
    report.event("handshake", "side", side, "result", result.result(), "alert", result.alert());
  }

  private JsonNode saySeen(String from, String text) {
    JsonNode message = parse(text);
    report.event(
        "message",
        "from",
        from,
        "type",
        message.path("type").asText(),
        "step",
        message.path("step").asText(),
        "code",
        message.path("code").asText(),
        "text",
        text);
    return message;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}

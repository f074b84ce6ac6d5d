package dev.lanward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.drop.Manifest;
import dev.lanward.pairing.Pairing;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/** An errand that another process does, told as if it were done here. */
final class HandedOver {
  private final ErrandLine line;
  private final Pairing to;
  private final Manifest manifest;
  private final SendEvents events;
  private volatile boolean isAccepted;
  private volatile boolean isOver;

  HandedOver(ErrandLine line, Pairing to, Manifest manifest, SendEvents events) {
    this.line = line;
    this.to = to;
    this.manifest = manifest;
    this.events = events;
  }

  /** Returns when everything is there. */
  void run(Errand errand) throws IOException, CommandFailedException, InterruptedException {
    line.write(errand.toJson());
    try {
      while (!isOver) {
        Optional<String> told = line.read();
        take(Errand.parseObject(told.orElseThrow(() -> new IOException("it has ended"))));
      }
    } catch (ClosedChannelException e) {
      throw new InterruptedException(); // By this process, which ends.
    } catch (IOException e) {
      throw new CommandFailedException(
          "cut",
          "The process that has this machine's door has ended. Send again: it goes on where it"
              + " was.");
    } finally {
      isOver = true;
    }
  }

  /** The command ends: says what becomes of a transfer that is not over. */
  void interrupted() {
    if (!isOver && isAccepted) {
      events.interrupted(to.name());
    }
  }

  private void take(JsonNode told) throws CommandFailedException {
    long kept = told.path("kept").asLong();
    switch (told.path("event").asText()) {
      case "waiting" -> events.waiting(to);
      case "offered" -> events.waits(to.name(), manifest);
      case "accepted" -> {
        isAccepted = true;
        events.accepted(to.name(), manifest, kept, false);
      }
      case "progress" -> events.progress(kept, told.path("sent").asLong(), manifest.bytes());
      case "reconnecting" -> events.reconnecting(to.name());
      case "sent" -> {
        isOver = true;
        events.sent(to, manifest);
      }
      case "error" ->
          throw new CommandFailedException(
              told.path("code").asText(), told.path("message").asText());
      default -> {
        // Of a later version.
      }
    }
  }
}

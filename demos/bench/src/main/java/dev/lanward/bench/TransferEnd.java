package dev.lanward.bench;

import static dev.lanward.bench.BenchLines.say;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import dev.lanward.drop.io.DropOffer;
import dev.lanward.drop.io.DropPath;
import dev.lanward.drop.io.DropReceiver;
import dev.lanward.drop.io.DropSender;
import dev.lanward.drop.io.DropShelves;
import dev.lanward.drop.io.FileSource;
import dev.lanward.drop.io.FileTree;
import dev.lanward.peer.Device;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session over which files go, with all that {@code ./lanward send} and {@code
 * receive} do to them, for {@code ./lanward bench transfer}. Commands are lines of words on
 * standard input, answers lines of JSON; the README has the list.
 */
public final class TransferEnd {
  private final Device device;
  private volatile @Nullable Session session;
  private @Nullable Profile profile;

  private TransferEnd(Device device) {
    this.device = device;
  }

  /** Takes the directory of the device's state, and the folder that it receives into. */
  public static void main(String[] arguments) throws Exception {
    try (Device device = BenchLines.device(arguments[0])) {
      DropReceiver receiver =
          new DropReceiver(
              DropShelves.folder(Path.of(arguments[1])), Limits.defaults(), new Willing());
      TransferEnd end = new TransferEnd(device);
      device.onSession(
          session -> {
            end.session = session;
            receiver.join(session);
            say("open", "\"end\":\"invited\"");
          });
      BenchLines.obey(end::obey);
    }
  }

  private void obey(String[] words) throws Exception {
    switch (words[0]) {
      case "offer" -> BenchLines.invite(device);
      case "answer" -> connect(words[1]);
      case "send" -> send(Path.of(words[1]), DropPath.valueOf(words[3].toUpperCase(Locale.ROOT)));
      case "record" -> startRecording();
      case "stop" -> stopRecording(Long.parseLong(words[1]), words[2].equals("seals"));
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    }
  }

  private void connect(String link) throws Exception {
    Peer peer = device.pair(link).get(20, TimeUnit.SECONDS);
    session = device.connect(peer.id()).get(20, TimeUnit.SECONDS);
    say("open", "\"end\":\"caller\"");
  }

  private void send(Path file, DropPath path) throws Exception {
    Session by = session;
    if (by == null) {
      throw new IllegalStateException("there is no session to send by");
    }
    long start = System.nanoTime();
    FileTree tree = FileTree.of(List.of(file), Limits.defaults());
    try (FileSource source = new FileSource(tree)) {
      DropSender.Outcome outcome =
          DropSender.send(by, tree.manifest(), source, Limits.defaults(), path, new Silent());
      if (outcome != DropSender.Outcome.DONE) {
        throw new IllegalStateException("the transfer was cut: " + outcome);
      }
    }
    say("sent", "\"seconds\":" + (System.nanoTime() - start) / 1e9);
  }

  private void startRecording() {
    profile = Profile.start();
    say("recording", "\"by\":\"JFR\"");
  }

  private void stopRecording(long bytes, boolean seals) throws Exception {
    Profile running = profile;
    if (running == null) {
      throw new IllegalStateException("nothing is recorded");
    }
    profile = null;
    say("recorded", Profile.fields(running.stop(Unseen.of(bytes, seals))));
  }

  private static final class Silent implements DropSender.Listener {
    @Override
    public void accepted(long keptBytes, boolean isOverTls) {}

    @Override
    public void progress(long keptBytes, long sentBytes) {}
  }

  /** Takes all that comes. */
  private static final class Willing implements DropReceiver.Listener {
    @Override
    public void offered(DropOffer offer, DropReceiver.Answer answer) {
      answer.accept();
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {}

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {}

    @Override
    public void received(DropOffer offer) {}

    @Override
    public void cut(DropOffer offer) {
      say("failed", "\"why\":\"cut\"");
    }

    @Override
    public void failed(DropOffer offer, DropException why) {
      say("failed", "\"why\":\"" + why.code() + '"');
    }
  }
}

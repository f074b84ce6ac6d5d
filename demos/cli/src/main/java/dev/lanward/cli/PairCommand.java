package dev.lanward.cli;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Names;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import dev.lanward.peer.Device;
import dev.lanward.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanward pair}: this machine pairs with a device, as a page does. */
@Command(
    name = "pair",
    sortOptions = false,
    header = "Pairs this machine with a device.",
    description = {
      "",
      "The device shows a code (or a link, or a QR code of it) while it is in pairing mode. Each"
          + " works once. From then on this machine knows the device for certain, wherever on the"
          + " network it is.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  lanward pair 7-482913",
      "  lanward pair 7 482 913",
      "  lanward pair 'lanward:1?f=...'        (quote a link: it holds an &)",
    })
final class PairCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "CODE|LINK",
      description = "What the device shows; a code may be typed with spaces.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Give up after this time. Default: 30s.")
  private Duration timeout = Duration.ofSeconds(30);

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "What the device shall call this machine. Default: its host name.")
  private Optional<String> name = Optional.empty();

  @Mixin private MdnsOption mdns = new MdnsOption();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  PairCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    String text = String.join(" ", words);
    checkSpelling(text);
    Device.Builder builder = Knocking.builder(common, mdns, terminal).name(ownName());
    try (AtExit atExit = new AtExit(terminal)) {
      Device device = atExit.add(builder.start());
      Peer peer = Knocking.await(device.pair(text), timeout, "Is the device in pairing mode?");
      tell(peer);
    }
    return Main.DONE;
  }

  private void tell(Peer peer) {
    if (common.isJson()) {
      terminal.print(JsonEvents.paired("paired", peer).toString());
      return;
    }
    Style style = terminal.style();
    String type = peer.type().isEmpty() ? "" : " (" + peer.type() + ")";
    terminal.print(style.good("Paired with " + peer.name()) + type + ".");
    terminal.print("  id           " + peer.id());
    Lines.fingerprint(peer.fingerprint()).forEach(terminal::print);
    terminal.print("To talk to it: " + Terminal.command() + " connect " + quoted(peer.name()));
  }

  private String ownName() {
    return Names.clean(name.orElseGet(() -> ThisMachine.named("", terminal)))
        .orElseThrow(
            () ->
                Main.usageError(
                    spec.commandLine(), "--name: a name has 1 to 64 characters that can be seen."));
  }

  /** A mistyped code is no guess at a device: it never leaves this machine. */
  private void checkSpelling(String text) {
    boolean isLink = text.contains("lanward:");
    try {
      if (isLink) {
        PairingLink.parse(text);
      } else {
        PairingCode.parse(text);
      }
    } catch (MalformedMessageException e) {
      String what = isLink ? "That is no whole link (did the shell cut it at &? Quote it)" : "That";
      throw Main.usageError(
          spec.commandLine(),
          isLink
              ? what + ": " + e.getMessage() + "."
              : "That is no code: " + e.getMessage() + ". A link begins with lanward:1?");
    }
  }

  /** A name as a shell takes it for one word. */
  static String quoted(String name) {
    return name.matches("[A-Za-z0-9._-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}

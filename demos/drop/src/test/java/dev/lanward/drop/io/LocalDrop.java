package dev.lanward.drop.io;

import dev.lanward.drop.DropEnd;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropWriter;
import dev.lanward.drop.Limits;
import dev.lanward.drop.ReceivingEnd;
import dev.lanward.drop.SendingEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A transfer from files to a folder, message by message, that may be left at any point. */
final class LocalDrop {
  private final Path into;
  private final FileTree tree;
  private final SendingEnd sender;
  private final ReceivingEnd receiver = new ReceivingEnd(Limits.defaults());

  LocalDrop(Path into, Path... files) throws DropException, IOException {
    this.into = into;
    this.tree = FileTree.of(List.of(files), Limits.defaults());
    this.sender = new SendingEnd(tree.manifest(), new FileSource(tree), Limits.defaults(), false);
  }

  /** Lets so many messages pass. */
  void run(int messages) throws DropException {
    int left = messages;
    boolean moved = true;
    while (left > 0 && moved) {
      moved = pass(sender, receiver);
      left -= moved ? 1 : 0;
      if (receiver.isOffered()) {
        receiver.accept(new FolderShelf(into, tree.manifest(), tree.manifest().transferOf("ada")));
      }
      if (left > 0 && pass(receiver, sender)) {
        moved = true;
        left--;
      }
    }
  }

  boolean isDone() {
    return sender.isDone();
  }

  /** Whether the receiver has also heard that the sender knows. */
  boolean isForgotten() {
    return receiver.isOver() && isDone();
  }

  DropException failure() {
    return receiver.failure().or(sender::failure).orElseThrow();
  }

  /** Where the parts are. */
  Path parts() {
    return into.resolve(".lanward-drop").resolve(tree.manifest().transferOf("ada").toHex());
  }

  private static boolean pass(DropEnd from, DropEnd to) {
    Optional<DropMessage> message = from.pollTransmit();
    if (message.isPresent() && message.get() instanceof DropMessage.Chunk chunk) {
      to.handleBinary(DropWriter.binary(chunk));
    } else {
      message.ifPresent(text -> to.handleText(DropWriter.text(text)));
    }
    return message.isPresent();
  }
}

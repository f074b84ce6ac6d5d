package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * The two ends of a transfer and a channel between them, which keeps order and loses nothing until
 * it is cut.
 */
final class Pair {
  final SendingEnd sender;
  final ReceivingEnd receiver;
  private final Shelf shelf;
  private final Queue<DropMessage> toReceiver = new ArrayDeque<>();
  private final Queue<DropMessage> toSender = new ArrayDeque<>();

  /** What becomes of a chunk on its way. */
  UnaryOperator<DropMessage.Chunk> harm = UnaryOperator.identity();

  Pair(Manifest manifest, Source source, Shelf shelf, Limits limits) {
    this.sender = new SendingEnd(manifest, source, limits, false);
    this.receiver = new ReceivingEnd(limits);
    this.shelf = shelf;
  }

  /** Goes on until nothing happens any more. */
  void run() {
    run(new Random(0), Integer.MAX_VALUE);
  }

  /** Goes on for so many steps, each of a side that {@code random} chooses. @return steps made */
  int run(Random random, int steps) {
    int idle = 0;
    int made = 0;
    while (made < steps && idle < 64) {
      boolean moved =
          switch (random.nextInt(4)) {
            case 0 -> say(sender, toReceiver);
            case 1 -> say(receiver, toSender);
            case 2 -> hear(toReceiver, receiver);
            default -> hear(toSender, sender);
          };
      if (receiver.isOffered()) {
        receiver.accept(shelf);
      }
      idle = moved ? 0 : idle + 1;
      made += moved ? 1 : 0;
    }
    return made;
  }

  private static boolean say(DropEnd end, Queue<DropMessage> channel) {
    Optional<DropMessage> message = end.pollTransmit();
    message.ifPresent(channel::add);
    return message.isPresent();
  }

  private boolean hear(Queue<DropMessage> channel, DropEnd end) {
    DropMessage message = channel.poll();
    if (message instanceof DropMessage.Chunk chunk) {
      Bytes bytes = DropWriter.binary(harm.apply(chunk));
      end.handleBinary(bytes);
    } else if (message != null) {
      end.handleText(DropWriter.text(message));
    }
    return message != null;
  }
}

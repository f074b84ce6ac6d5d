package dev.lanward.peer.io;

import dev.lanward.core.Tick;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * To whom the kernel has lately sent no batch that it would have sent singly: because the link
 * there is too narrow for a batch's datagrams, or cannot compute their checksums (EINVAL and EIO of
 * udp(7)). Routes change, and to ask again costs one system call in vain, so a refusal is soon
 * forgotten.
 */
final class SegmentationRefusals {
  /** How long datagrams go singly to whom a batch was refused. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** More are not remembered; of those that are forgotten, batches are refused once more. */
  static final int MAX_TARGETS = 256;

  private final Map<InetSocketAddress, Tick> until =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Tick> eldest) {
          return size() > MAX_TARGETS;
        }
      };

  /** A batch to {@code target} was refused whose datagrams went singly. */
  void refused(Tick now, InetSocketAddress target) {
    until.remove(target);
    until.put(target, now.plus(PAUSE));
  }

  /** Whether a batch to {@code target} may be tried. */
  boolean mayBatch(Tick now, InetSocketAddress target) {
    Tick end = until.get(target);
    if (end != null && now.isBefore(end)) {
      return false;
    }
    until.remove(target);
    return true;
  }

  /** How many are remembered. */
  int size() {
    return until.size();
  }
}

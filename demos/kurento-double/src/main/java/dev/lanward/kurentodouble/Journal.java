package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What happens, one JSON object each with a member {@code event}: each request, each event that is
 * raised, each violation of the contract. Any thread.
 */
final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<ObjectNode> reader;
  private final AtomicInteger violations = new AtomicInteger();

  Journal(Consumer<ObjectNode> reader) {
    this.reader = reader;
  }

  static ObjectNode line(String event) {
    return JSON.createObjectNode().put("event", event);
  }

  synchronized void write(ObjectNode line) {
    reader.accept(line);
  }

  /** Somebody has broken the contract: {@code client} or {@code double}. */
  void violation(String by, String text) {
    violations.incrementAndGet();
    write(line("violation").put("by", by).put("text", text));
  }

  int violations() {
    return violations.get();
  }
}

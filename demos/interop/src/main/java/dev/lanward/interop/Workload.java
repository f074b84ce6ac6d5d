package dev.lanward.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a test do with a connection: open, send, expect, close and report. On the
 * stack's thread.
 */
final class Workload implements Stack.Listener {
  /** No more waits in the stack, so that messages that may expire have a chance. */
  private static final long MOST_BUFFERED_BYTES = 64 << 10;

  /** What went over a channel, a digest a message. */
  private record Traffic(List<String> sent, List<String> received) {}

  private final Output output;
  private @Nullable Stack stack;

  /** By label; a channel that was closed and opened again goes on in the same. */
  private final Map<String, Traffic> traffic = new TreeMap<>();

  private final List<String> open = new ArrayList<>();
  private List<ChannelPlan> planned = List.of();
  private Map<String, Integer> expected = Map.of();
  private List<String> sendingOn = List.of();
  private Messages messages = new Messages(0);
  private int toSend;

  Workload(Output output) {
    this.output = output;
  }

  /** A new connection begins. */
  void begin(Stack newStack) {
    stack = newStack;
    traffic.clear();
    open.clear();
    expected = Map.of();
    toSend = 0;
    planned.forEach(newStack::open);
    planned = List.of();
  }

  /** Does what the test asks for. */
  void command(JsonNode command) {
    if (command.path("command").asText().equals("plan")) {
      planned = Output.channels(command.path("channels"));
      output.print("planned", Map.of());
      return;
    }
    Stack with = require();
    switch (command.path("command").asText()) {
      case "open" -> Output.channels(command.path("channels")).forEach(with::open);
      case "send" -> send(command.path("seed").asLong(), command.path("count").asInt());
      case "expect" -> expect(command.path("counts"));
      case "close" -> command.path("labels").forEach(label -> with.close(label.asText()));
      case "report" -> report();
      case "state" -> state(with);
      case "hangUp" -> with.hangUp();
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private void send(long seed, int countOnEach) {
    messages = new Messages(seed);
    sendingOn = open.stream().sorted().toList();
    toSend = countOnEach * sendingOn.size();
  }

  @Override
  public boolean pump() {
    int before = toSend;
    Stack with = stack;
    while (with != null && toSend > 0 && with.bufferedBytes() < MOST_BUFFERED_BYTES) {
      String label = sendingOn.get(toSend % sendingOn.size());
      boolean text = messages.nextIsText();
      byte[] content = messages.next(text);
      with.send(label, text, content);
      trafficOf(label).sent().add(Messages.digest(text, content));
      toSend--;
      if (toSend == 0) {
        output.print("sent", Map.of());
      }
    }
    return toSend < before;
  }

  private void expect(JsonNode counts) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    counts.fields().forEachRemaining(each -> wanted.put(each.getKey(), each.getValue().asInt()));
    expected = wanted;
    tellWhenComplete();
  }

  private void tellWhenComplete() {
    if (!expected.isEmpty()
        && expected.entrySet().stream()
            .allMatch(each -> trafficOf(each.getKey()).received().size() >= each.getValue())) {
      expected = Map.of();
      output.print("complete", Map.of());
    }
  }

  private void report() {
    output.print("report", Map.of("channels", traffic));
    traffic.clear();
  }

  private void state(Stack with) {
    Map<String, Integer> received = new TreeMap<>();
    traffic.forEach((label, each) -> received.put(label, each.received().size()));
    with.packets().forEach(packet -> output.print("packet", Map.of("text", packet)));
    output.print(
        "state",
        Map.of(
            "toSend",
            toSend,
            "expected",
            expected,
            "received",
            received,
            "stack",
            with.describe()));
  }

  @Override
  public void connected() {
    output.print("connected", Map.of());
  }

  @Override
  public void opened(ChannelPlan channel, int id) {
    open.add(channel.label());
    output.print("opened", Map.of("channel", channel, "id", id));
  }

  @Override
  public void message(String label, boolean text, byte[] content) {
    trafficOf(label).received().add(Messages.digest(text, content));
    tellWhenComplete();
  }

  @Override
  public void closed(String label) {
    open.remove(label);
    output.print("closed", Map.of("label", label));
  }

  @Override
  public void over(String why) {
    stack = null;
    output.print("over", Map.of("why", why));
  }

  private Traffic trafficOf(String label) {
    return traffic.computeIfAbsent(label, k -> new Traffic(new ArrayList<>(), new ArrayList<>()));
  }

  private Stack require() {
    if (stack == null) {
      throw new IllegalStateException("there is no connection");
    }
    return stack;
  }
}

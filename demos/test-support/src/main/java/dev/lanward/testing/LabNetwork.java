package dev.lanward.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of one host that no packet leaves, in a namespace of its own: libwebrtc gathers no
 * loopback addresses, so it has one besides.
 */
public final class LabNetwork implements AutoCloseable {
  private static final String SET_UP =
      "ip link set lo up && ip link add v0 type veth peer name v1"
          + " && ip addr add 10.99.0.1/24 dev v0 && ip link set v0 up && ip link set v1 up"
          + " && ip route add default via 10.99.0.2 && echo ready && exec cat";

  private final Process holder;

  private LabNetwork(Process holder) {
    this.holder = holder;
  }

  /** Where this kernel lets nobody make namespaces the test is skipped, and fails in CI. */
  public static LabNetwork open() throws IOException, InterruptedException {
    Process holder =
        new ProcessBuilder("unshare", "-rn", "sh", "-c", SET_UP).redirectErrorStream(true).start();
    String first = holder.inputReader().readLine();
    if (!"ready".equals(first)) {
      holder.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
      assumeTrue("true".equals(System.getenv("CI")), "skipped: no network namespaces here");
      throw new AssertionError("no network namespaces here: " + first);
    }
    return new LabNetwork(holder);
  }

  /** {@code command}, there. */
  public List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("nsenter", "-U", "-n", "--preserve-credentials"));
    all.addAll(List.of("-t", String.valueOf(holder.pid())));
    all.addAll(command);
    return all;
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}

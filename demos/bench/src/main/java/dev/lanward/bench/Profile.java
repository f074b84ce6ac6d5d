package dev.lanward.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What this process does for a while, by JDK Flight Recorder. How much time there was to share out
 * is by the kernel's account: that of Java's code goes by the samples of it, but for what cannot be
 * sampled ({@link Unseen}), that of the kernel by the native methods in which the loop was found,
 * and the JVM's own threads have names. What was allocated is what heaps grew by between
 * collections, and goes by the allocations that were sampled.
 */
final class Profile {
  /** As often as it looks, per sample one thread in native code and five in Java's. */
  private static final Duration PERIOD = Duration.ofMillis(10);

  private static final String IN_JAVA = "jdk.ExecutionSample";
  private static final String IN_NATIVE = "jdk.NativeMethodSample";
  private static final String ALLOCATION = "jdk.ObjectAllocationSample";
  private static final String HEAP = "jdk.GCHeapSummary";

  private static final String LOOP = "lanward-loop";

  /** What an activity has had: seconds of processors, and bytes of memory that it let go again. */
  record Share(double cpuSeconds, double allocatedBytes) {}

  private final Recording recording = new Recording();
  private final long heapBefore;
  private final ThreadTimes timesBefore;

  private final Map<Activity, Double> inJava = new EnumMap<>(Activity.class);
  private final Map<Activity, Double> inNative = new EnumMap<>(Activity.class);
  private final Map<Activity, Double> allocations = new EnumMap<>(Activity.class);
  private double allocated;
  private double heapAfterCollection;

  private Profile() {
    recording.enable(IN_JAVA).withPeriod(PERIOD);
    recording.enable(IN_NATIVE).withPeriod(PERIOD);
    recording.enable(ALLOCATION).with("throttle", "500/s");
    recording.enable(HEAP);
    recording.start();
    heapBefore = heap();
    timesBefore = ThreadTimes.now();
  }

  static Profile start() {
    return new Profile();
  }

  /**
   * Ends it. What had no share is left out.
   *
   * @param unseen seconds of what samples say nothing of
   */
  Map<Activity, Share> stop(Map<Activity, Double> unseen) throws IOException {
    ThreadTimes times = ThreadTimes.now();
    long heapAfter = heap();
    read();
    allocated += heapAfter - heapAfterCollection;
    Map<Activity, Double> seconds = seconds(times, unseen);
    Map<Activity, Double> bytes = shareOut(allocated, allocations);
    Map<Activity, Share> shares = new EnumMap<>(Activity.class);
    for (Activity each : Activity.values()) {
      Share share = new Share(seconds.getOrDefault(each, 0.0), bytes.getOrDefault(each, 0.0));
      if (share.cpuSeconds() > 0 || share.allocatedBytes() > 0) {
        shares.put(each, share);
      }
    }
    return shares;
  }

  /** As fields of JSON. */
  static String fields(Map<Activity, Share> shares) {
    return shares.entrySet().stream()
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "\"%s\":{\"cpu\":%.4f,\"allocated\":%.0f}",
                    entry.getKey(),
                    entry.getValue().cpuSeconds(),
                    entry.getValue().allocatedBytes()))
        .collect(Collectors.joining(",", "\"activities\":{", "}"));
  }

  private Map<Activity, Double> seconds(ThreadTimes times, Map<Activity, Double> unseen) {
    ThreadTimes.Times garbage = since(times, "VM Thread", "GC ", "G1 ");
    ThreadTimes.Times compiling = since(times, "C1 ", "C2 ", "Sweeper");
    ThreadTimes.Times profiling = since(times, "JFR ", "VM Periodic");
    ThreadTimes.Times java =
        times.all().minus(timesBefore.all()).minus(garbage).minus(compiling).minus(profiling);
    double ofLoop = inNative.isEmpty() ? 0 : since(times, LOOP).kernel();
    double known = unseen.values().stream().mapToDouble(Double::doubleValue).sum();
    inJava.keySet().removeAll(unseen.keySet());
    Map<Activity, Double> seconds = shareOut(Math.max(0, java.user() - known), inJava);
    seconds.putAll(unseen);
    shareOut(ofLoop, inNative).forEach((each, part) -> seconds.merge(each, part, Double::sum));
    seconds.merge(Activity.KERNEL_REST, Math.max(0, java.kernel() - ofLoop), Double::sum);
    seconds.merge(Activity.GARBAGE, garbage.sum(), Double::sum);
    seconds.merge(Activity.COMPILING, compiling.sum(), Double::sum);
    seconds.merge(Activity.PROFILING, profiling.sum(), Double::sum);
    return seconds;
  }

  private ThreadTimes.Times since(ThreadTimes times, String... names) {
    return times.of(names).minus(timesBefore.of(names));
  }

  private static Map<Activity, Double> shareOut(double amount, Map<Activity, Double> weights) {
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    Map<Activity, Double> parts = new EnumMap<>(Activity.class);
    weights.forEach((each, weight) -> parts.put(each, amount * weight / sum));
    if (weights.isEmpty()) {
      parts.put(Activity.REST, amount);
    }
    return parts;
  }

  private void read() throws IOException {
    Path file = Files.createTempFile("lanward-profile", ".jfr");
    try {
      recording.dump(file);
      recording.close();
      heapAfterCollection = heapBefore;
      RecordingFile.readAllEvents(file).stream()
          .sorted(Comparator.comparing(RecordedEvent::getStartTime))
          .forEach(this::count);
    } finally {
      Files.delete(file);
    }
  }

  private void count(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    switch (event.getEventType().getName()) {
      case IN_JAVA -> inJava.merge(activity(stack), 1.0, Double::sum);
      case IN_NATIVE -> {
        if (stack != null && LOOP.equals(event.getThread("sampledThread").getJavaName())) {
          String method = stack.getFrames().get(0).getMethod().getName();
          Activity.ofNative(method).ifPresent(each -> inNative.merge(each, 1.0, Double::sum));
        }
      }
      case ALLOCATION ->
          allocations.merge(activity(stack), (double) event.getLong("weight"), Double::sum);
      case HEAP -> {
        long used = event.getLong("heapUsed");
        if (event.getString("when").equals("Before GC")) {
          allocated += used - heapAfterCollection;
        } else {
          heapAfterCollection = used;
        }
      }
      default -> {
        // The recorder's own.
      }
    }
  }

  private static Activity activity(@Nullable RecordedStackTrace stack) {
    List<RecordedFrame> frames = stack == null ? List.of() : stack.getFrames();
    return Activity.of(
        frames.stream().map(frame -> frame.getMethod().getType().getName()).toList());
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

package dev.lanward.kurentodouble;

import dev.lanward.core.Bytes;
import dev.lanward.media.MediaBackend;
import dev.lanward.pairing.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a backend has told. */
final class Heard implements MediaBackend.Listener {
  /** A description of the backend's. */
  record Described(boolean isOffer, String sdp, Optional<Fingerprint> vouched) {}

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Map<Long, Described> descriptions = new ConcurrentHashMap<>();

  void await(String beginning) throws Exception {
    RunningDouble.await(beginning + " among " + lines, () -> has(beginning));
  }

  /** That it is there for the {@code time}th time. */
  void awaitBack(int time) throws Exception {
    RunningDouble.await("back " + time + " times: " + lines, () -> count("back") >= time);
  }

  Described awaitDescription(long link) throws Exception {
    try {
      RunningDouble.await("a description of " + link, () -> descriptions.containsKey(link));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + lines, e);
    }
    return descriptions.get(link);
  }

  boolean has(String beginning) {
    return lines.stream().anyMatch(line -> line.startsWith(beginning));
  }

  long count(String beginning) {
    return lines.stream().filter(line -> line.startsWith(beginning)).count();
  }

  @Override
  public void described(long link, boolean isOffer, String sdp, Optional<Fingerprint> vouched) {
    descriptions.put(link, new Described(isOffer, sdp, vouched));
    lines.add("described " + link);
  }

  @Override
  public void lost(long link) {
    lines.add("lost " + link);
  }

  @Override
  public void failed(long link, String why) {
    lines.add("failed " + link + " " + why);
  }

  @Override
  public void spent(long link) {
    lines.add("spent " + link);
  }

  @Override
  public void cameraLive(boolean hasSound, boolean brings) {
    lines.add("camera live " + hasSound + " " + brings);
  }

  @Override
  public void cameraGone(String why) {
    lines.add("camera gone " + why);
  }

  @Override
  public void pictured(long id, Optional<Bytes> jpeg) {
    lines.add("pictured " + id + " " + jpeg);
  }

  @Override
  public void gone(String why) {
    lines.add("gone " + why);
  }

  @Override
  public void back() {
    lines.add("back");
  }

  @Override
  public void problem(String code, String message) {
    lines.add("problem " + code + " " + message);
  }

  @Override
  public void recovered(String what) {
    lines.add("recovered " + what);
  }
}

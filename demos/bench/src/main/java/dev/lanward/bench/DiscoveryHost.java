package dev.lanward.bench;

import java.io.IOException;
import java.util.List;

/**
 * A host that publishes services of type {@link #SERVICE}.{@link #PROTOCOL} and looks for them, by
 * one implementation of multicast DNS. Calls come from one thread and may take as long as the
 * implementation takes.
 */
interface DiscoveryHost extends AutoCloseable {
  String SERVICE = "_lanward";
  String PROTOCOL = "_udp";

  /** What every service tells of itself: as long as a usual advert, the same for all. */
  List<String> TXT =
      List.of(
          "txtvers=1",
          "ty=camera",
          "fp=f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
          "kn=1,2,3",
          "at=0123456789abcdefghijklmnopqrstuvwxyz");

  /** Publishes a service, found at once or after probing, as the implementation does it. */
  void publish(String name, int port) throws IOException;

  /** Takes all services back. */
  void withdraw() throws IOException;

  /** Looks for services, and prints {@code found} for each that is resolved, and {@code lost}. */
  void browse() throws IOException;

  @Override
  void close() throws IOException;
}

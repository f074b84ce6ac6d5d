package dev.lanward.peer.web;

import java.time.Duration;

/**
 * What clients may take of the device.
 *
 * @param connections open at once; one more, and the one that has waited longest is closed
 * @param threads that answer requests; none is ever blocked by a slow client
 * @param headerBytes of one request
 * @param patience for a request to arrive completely, counted from the connection or from the
 *     answer before it, and for a client to take a part of an answer
 */
record WebLimits(int connections, int threads, int headerBytes, Duration patience) {
  /** What a house needs: a dozen pages with a dozen connections each. */
  static WebLimits defaults() {
    // Cookies of the device's other ports arrive here too, as cookies know no ports: hence 8 KiB.
    return new WebLimits(144, 8, 8 * 1024, Duration.ofSeconds(10));
  }
}

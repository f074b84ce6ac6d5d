package dev.lanward.datachannel;

/**
 * How a channel's share of the path compares with that of others that have something to send too:
 * twice the share for each step. It is no rank: a channel that sends little is not delayed by one
 * that sends much, whatever their priorities.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8831#section-6.4">RFC 8831, section 6.4</a>
 * @see <a href="https://www.w3.org/TR/webrtc-priority/#rtc-priority-type">RTCPriorityType</a>
 */
public enum ChannelPriority {
  /** "Below normal" in RFC 8831. */
  VERY_LOW(128),
  /** "Normal" in RFC 8831, and what a channel has that says nothing. */
  LOW(256),
  /** "High" in RFC 8831. */
  MEDIUM(512),
  /** "Extra high" in RFC 8831. */
  HIGH(1024);

  private final int weight;

  ChannelPriority(int weight) {
    this.weight = weight;
  }

  /** Its number on the wire (RFC 8832 section 5.1), and its share. */
  int weight() {
    return weight;
  }

  /** What a byte of this priority counts, where one of the highest counts 1. */
  int cost() {
    return HIGH.weight / weight;
  }

  /** The least priority that stands for {@code weight}, 0 to 65535; the highest beyond them all. */
  static ChannelPriority of(int weight) {
    for (ChannelPriority priority : values()) {
      if (weight <= priority.weight) {
        return priority;
      }
    }
    return HIGH;
  }
}

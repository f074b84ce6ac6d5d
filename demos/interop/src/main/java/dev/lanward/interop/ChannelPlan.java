package dev.lanward.interop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lanward.datachannel.ChannelOptions;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a channel shall be, or is seen to be, as the tests write it in JSON.
 *
 * @param label unique among the channels of a connection
 * @param protocol may be empty
 * @param ordered whether messages arrive in order
 * @param maxRetransmits null for without end
 * @param maxPacketLifeTime in milliseconds; null for without end
 * @param negotiatedId null for a channel that DCEP announces
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelPlan(
    String label,
    String protocol,
    boolean ordered,
    @Nullable Integer maxRetransmits,
    @Nullable Integer maxPacketLifeTime,
    @Nullable Integer negotiatedId) {

  static ChannelPlan of(ChannelOptions options) {
    return new ChannelPlan(
        options.label(),
        options.protocol(),
        options.ordered(),
        boxed(options.maxRetransmits()),
        options.maxPacketLifeTime().map(age -> (int) age.toMillis()).orElse(null),
        boxed(options.negotiatedId()));
  }

  ChannelOptions toOptions() {
    ChannelOptions options = ChannelOptions.reliable(label).withProtocol(protocol);
    if (!ordered) {
      options = options.unordered();
    }
    if (maxRetransmits != null) {
      options = options.withMaxRetransmits(maxRetransmits);
    }
    if (maxPacketLifeTime != null) {
      options = options.withMaxPacketLifeTime(Duration.ofMillis(maxPacketLifeTime));
    }
    return negotiatedId == null ? options : options.withNegotiatedId(negotiatedId);
  }

  private static @Nullable Integer boxed(OptionalInt value) {
    return value.isPresent() ? (Integer) value.getAsInt() : null;
  }
}

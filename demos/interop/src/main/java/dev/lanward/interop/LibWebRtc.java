package dev.lanward.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * libwebrtc as a peer, through webrtc-java. One thread owns the connection; libwebrtc's callbacks,
 * which must neither throw nor wait, only hand over to it.
 */
final class LibWebRtc implements Stack {
  private static final long PUMP_MILLIS = 2;

  /** Counted here until it is as much: each real count is a hop to libwebrtc's network thread. */
  private static final long COUNT_AT_BYTES = 64 << 10;

  /** webrtc-java cuts text at a character of four bytes; one label of the tests has such. */
  private static final String WHOLE_LABEL = "信頼 🛰️";

  private static final String CUT_LABEL = "信頼 ";

  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(new HeadlessAudioDeviceModule());
  private final ScheduledExecutorService owner = Executors.newSingleThreadScheduledExecutor();
  private final Output output;
  private final Workload workload;
  private final Map<String, RTCDataChannel> channels = new HashMap<>();
  private final Set<RTCDataChannel> told = new HashSet<>();
  private @Nullable RTCPeerConnection connection;
  private String described = "";
  private long bufferedBytes;
  private boolean over;

  private LibWebRtc(Output output) {
    this.output = output;
    this.workload = new Workload(output);
  }

  /** Runs until standard input ends. */
  static void run(Output output) throws IOException {
    LibWebRtc peer = new LibWebRtc(output);
    output.print("ready", Map.of());
    peer.owner.scheduleWithFixedDelay(
        () -> peer.guarded(peer.workload::pump), 0, PUMP_MILLIS, TimeUnit.MILLISECONDS);
    output.follow(peer.owner, peer::command);
  }

  private void command(JsonNode command) {
    String sdp = command.path("sdp").asText();
    switch (command.path("command").asText()) {
      case "offer" -> {
        begin("offer");
        Output.channels(command.path("channels")).forEach(this::open);
        require().createOffer(new RTCOfferOptions(), created());
      }
      case "answer" -> {
        RTCSessionDescription answer = new RTCSessionDescription(RTCSdpType.ANSWER, sdp);
        require().setRemoteDescription(answer, then(() -> {}));
      }
      case "answerTo" -> {
        begin("answer");
        RTCSessionDescription offer = new RTCSessionDescription(RTCSdpType.OFFER, sdp);
        require()
            .setRemoteDescription(
                offer,
                then(
                    () -> {
                      Output.channels(command.path("channels")).forEach(this::open);
                      require().createAnswer(new RTCAnswerOptions(), created());
                    }));
      }
      default -> workload.command(command);
    }
  }

  private void begin(String description) {
    described = description;
    over = false;
    channels.clear();
    RTCConfiguration configuration = new RTCConfiguration();
    configuration.portAllocatorConfig = new PortAllocatorConfig().setDisableTcp(true);
    Observer observer = new Observer();
    RTCPeerConnection fresh = factory.createPeerConnection(configuration, observer);
    connection = fresh;
    observer.of = fresh;
    workload.begin(this);
  }

  private RTCPeerConnection require() {
    if (connection == null) {
      throw new IllegalStateException("there is no connection");
    }
    return connection;
  }

  // --- The workload's ----------------------------------------------------------------------------

  @Override
  public void open(ChannelPlan plan) {
    RTCDataChannelInit init = new RTCDataChannelInit();
    init.protocol = plan.protocol();
    init.ordered = plan.ordered();
    if (plan.maxRetransmits() != null) {
      init.maxRetransmits = plan.maxRetransmits();
    }
    if (plan.maxPacketLifeTime() != null) {
      init.maxPacketLifeTime = plan.maxPacketLifeTime();
    }
    if (plan.negotiatedId() != null) {
      init.negotiated = true;
      init.id = plan.negotiatedId();
    }
    take(require().createDataChannel(plan.label(), init));
  }

  @Override
  public void send(String label, boolean text, byte[] content) {
    try {
      channel(label).send(new RTCDataChannelBuffer(ByteBuffer.wrap(content), !text));
      bufferedBytes += content.length;
    } catch (Exception e) {
      throw new IllegalStateException("cannot send on " + label, e);
    }
  }

  @Override
  public long bufferedBytes() {
    if (bufferedBytes >= COUNT_AT_BYTES) {
      bufferedBytes = channels.values().stream().mapToLong(RTCDataChannel::getBufferedAmount).sum();
    }
    return bufferedBytes;
  }

  @Override
  public void close(String label) {
    channel(label).close();
  }

  @Override
  public String describe() {
    return "buffers " + bufferedBytes() + " bytes";
  }

  @Override
  public void hangUp() {
    over = true;
    require().close();
  }

  private RTCDataChannel channel(String label) {
    RTCDataChannel channel = channels.get(label);
    if (channel == null) {
      throw new IllegalStateException("no channel " + label);
    }
    return channel;
  }

  // --- libwebrtc's -------------------------------------------------------------------------------

  private void take(RTCDataChannel channel) {
    String read = channel.getLabel();
    String label = read.startsWith(CUT_LABEL) ? WHOLE_LABEL : read;
    channels.put(label, channel);
    channel.registerObserver(
        new RTCDataChannelObserver() {
          @Override
          public void onBufferedAmountChange(long previous) {
            // Does not come in this release.
          }

          @Override
          public void onStateChange() {
            handOver(() -> changed(channel, label));
          }

          @Override
          public void onMessage(RTCDataChannelBuffer message) {
            byte[] content = new byte[message.data.remaining()];
            message.data.get(content);
            boolean text = !message.binary;
            handOver(() -> workload.message(label, text, content));
          }
        });
    changed(channel, label);
  }

  private void changed(RTCDataChannel channel, String label) {
    RTCDataChannelState state = channel.getState();
    if (over || channels.get(label) != channel) {
      return;
    }
    if (state == RTCDataChannelState.OPEN && told.add(channel)) {
      workload.opened(describe(channel, label), channel.getId());
    } else if (state == RTCDataChannelState.CLOSED) {
      channels.remove(label);
      workload.closed(label);
    }
  }

  /** webrtc-java says null for an empty protocol, and 0 for a limit that there is not. */
  private static ChannelPlan describe(RTCDataChannel channel, String label) {
    String protocol = channel.getProtocol();
    int lifeTime = channel.getMaxPacketLifeTime();
    boolean counts = !channel.isReliable() && lifeTime <= 0;
    return new ChannelPlan(
        label,
        protocol == null ? "" : protocol,
        channel.isOrdered(),
        counts ? (Integer) channel.getMaxRetransmits() : null,
        lifeTime > 0 ? (Integer) lifeTime : null,
        channel.isNegotiated() ? (Integer) channel.getId() : null);
  }

  private CreateSessionDescriptionObserver created() {
    return new CreateSessionDescriptionObserver() {
      @Override
      public void onSuccess(RTCSessionDescription description) {
        handOver(() -> require().setLocalDescription(description, then(() -> {})));
      }

      @Override
      public void onFailure(String error) {
        output.print("error", Map.of("error", error));
      }
    };
  }

  private SetSessionDescriptionObserver then(Runnable next) {
    return new SetSessionDescriptionObserver() {
      @Override
      public void onSuccess() {
        handOver(next);
      }

      @Override
      public void onFailure(String error) {
        output.print("error", Map.of("error", error));
      }
    };
  }

  private void handOver(Runnable task) {
    owner.execute(() -> guarded(task));
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      output.print("error", Map.of("error", e.toString()));
    }
  }

  /** Of one connection; what an earlier one still says does not count. */
  private final class Observer implements PeerConnectionObserver {
    private volatile @Nullable RTCPeerConnection of;

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      // They are all in the description in the end.
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
      if (state == RTCIceGatheringState.COMPLETE) {
        handOver(() -> output.print(described, Map.of("sdp", require().getLocalDescription().sdp)));
      }
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
      handOver(() -> connectionChanged(state));
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
      handOver(() -> take(channel));
    }

    private void connectionChanged(RTCPeerConnectionState state) {
      if (of != connection || over) {
        return;
      }
      switch (state) {
        case CONNECTED -> workload.connected();
        case FAILED, CLOSED -> {
          over = true;
          workload.over("connection " + state);
        }
        default -> {
          // On its way.
        }
      }
    }
  }
}

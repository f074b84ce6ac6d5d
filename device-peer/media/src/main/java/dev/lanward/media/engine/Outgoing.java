package dev.lanward.media.engine;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a link sends of the camera: one transceiver for each kind, used again each time that the
 * kind comes back. The owner's.
 */
final class Outgoing {
  private static final List<String> STREAM = List.of("camera");

  private final RTCPeerConnection connection;
  private final Engine.Parts parts;
  private final Lane video;
  private final Lane audio;
  private boolean isConnected;

  Outgoing(RTCPeerConnection connection, Engine.Parts parts) {
    this.connection = connection;
    this.parts = parts;
    this.video = new Lane(parts.camera().videoTrack(), false);
    this.audio = new Lane(parts.camera().audioTrack(), true);
  }

  /** What is wanted from now on; says whether that is another than before. */
  boolean wants(boolean wantsVideo, boolean wantsAudio) {
    boolean isChange = video.isWanted != wantsVideo || audio.isWanted != wantsAudio;
    video.isWanted = wantsVideo;
    audio.isWanted = wantsAudio;
    parts.camera().watch(this, wantsVideo || wantsAudio);
    return isChange;
  }

  /** Has the connection send what is wanted, as soon as that is negotiated. Inside the gate. */
  void apply() {
    video.apply();
    audio.apply();
  }

  /** Only now may sound begin: see {@link AudioGate}. */
  void connected() {
    isConnected = true;
    parts.gate().through(audio::insert);
  }

  /** Whether something is wanted for which the negotiated description has no place. */
  boolean isUnsaid() {
    return video.isUnsaid() || audio.isUnsaid();
  }

  void close() {
    parts.camera().watch(this, false);
  }

  private final class Lane {
    private final MediaStreamTrack track;
    private final boolean isLate;
    private @Nullable RTCRtpTransceiver transceiver;
    private boolean isWanted;
    private boolean isSent;

    Lane(MediaStreamTrack track, boolean isLate) {
      this.track = track;
      this.isLate = isLate;
    }

    void apply() {
      if (isWanted == isSent) {
        return;
      }
      isSent = isWanted;
      if (!isWanted) {
        require().getSender().replaceTrack(null);
        require().setDirection(RTCRtpTransceiverDirection.RECV_ONLY);
      } else if (transceiver == null) {
        connection.addTrack(track, STREAM);
        transceiver = find();
        if (isLate && !isConnected) {
          require().getSender().replaceTrack(null);
        }
      } else {
        require().setDirection(RTCRtpTransceiverDirection.SEND_RECV);
        if (!isLate || isConnected) {
          require().getSender().replaceTrack(track);
        }
      }
    }

    void insert() {
      if (isSent && transceiver != null) {
        require().getSender().replaceTrack(track);
      }
    }

    boolean isUnsaid() {
      return isWanted != isSent || (isSent && require().getMid() == null);
    }

    private RTCRtpTransceiver find() {
      for (RTCRtpTransceiver each : connection.getTransceivers()) {
        MediaStreamTrack sent = each.getSender().getTrack();
        if (sent != null && sent.getId().equals(track.getId())) {
          return each;
        }
      }
      throw new IllegalStateException("the track that was added is not there");
    }

    private RTCRtpTransceiver require() {
      if (transceiver == null) {
        throw new IllegalStateException("nothing has been sent");
      }
      return transceiver;
    }
  }
}

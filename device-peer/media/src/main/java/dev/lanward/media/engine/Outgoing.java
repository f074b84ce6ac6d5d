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
  private static final String STREAM = "camera";

  private final RTCPeerConnection connection;
  private final Camera camera;
  private final Lane video;
  private final Lane audio;

  Outgoing(RTCPeerConnection connection, Camera camera) {
    this.connection = connection;
    this.camera = camera;
    this.video = new Lane(camera.videoTrack());
    this.audio = new Lane(camera.audioTrack());
  }

  /** What is wanted from now on; says whether that is another than before. */
  boolean wants(boolean wantsVideo, boolean wantsAudio) {
    boolean isChange = video.isWanted != wantsVideo || audio.isWanted != wantsAudio;
    video.isWanted = wantsVideo;
    audio.isWanted = wantsAudio;
    camera.watch(this, wantsVideo || wantsAudio);
    return isChange;
  }

  /** Has the connection send what is wanted, as soon as that is negotiated. */
  void apply() {
    video.apply();
    audio.apply();
  }

  /**
   * Whether something is sent for which {@code answer}, our own, has no place. A transceiver that
   * is in no description must not be asked for its mid: webrtc-java crashes on one that has none.
   */
  boolean isUnsaid(String answer) {
    return video.isUnsaid(answer) || audio.isUnsaid(answer);
  }

  void close() {
    camera.watch(this, false);
  }

  /** Whether a section of that kind names our stream, as only those that send do (RFC 8830). */
  static boolean sends(String description, String kind) {
    boolean isKind = false;
    for (String line : description.split("\r\n")) {
      if (line.startsWith("m=")) {
        isKind = line.startsWith("m=" + kind + " ");
      } else if (isKind && line.startsWith("a=msid:" + STREAM + " ")) {
        return true;
      }
    }
    return false;
  }

  private final class Lane {
    private final MediaStreamTrack track;
    private @Nullable RTCRtpTransceiver transceiver;
    private boolean isWanted;
    private boolean isSent;

    Lane(MediaStreamTrack track) {
      this.track = track;
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
        connection.addTrack(track, List.of(STREAM));
        transceiver = find();
      } else {
        require().setDirection(RTCRtpTransceiverDirection.SEND_RECV);
        require().getSender().replaceTrack(track);
      }
    }

    boolean isUnsaid(String answer) {
      return isSent && !sends(answer, track.getKind());
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

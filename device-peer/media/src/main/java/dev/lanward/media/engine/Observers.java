package dev.lanward.media.engine;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.function.Consumer;

/**
 * What libwebrtc calls, on a thread that all connections share. None of these throws, waits or
 * closes anything: they hand over to the owner's thread.
 */
final class Observers {
  /** What becomes of a connection; on the owner's thread. */
  interface Watcher {
    void changed(RTCPeerConnectionState state);

    void gathered();

    void track(RTCRtpTransceiver transceiver);
  }

  private final Owner owner;

  Observers(Owner owner) {
    this.owner = owner;
  }

  CreateSessionDescriptionObserver created(
      Consumer<RTCSessionDescription> next, Consumer<String> failed) {
    return new CreateSessionDescriptionObserver() {
      @Override
      public void onSuccess(RTCSessionDescription description) {
        owner.handOver(() -> next.accept(description));
      }

      @Override
      public void onFailure(String error) {
        owner.handOver(() -> failed.accept(error));
      }
    };
  }

  SetSessionDescriptionObserver set(Runnable next, Consumer<String> failed) {
    return new SetSessionDescriptionObserver() {
      @Override
      public void onSuccess() {
        owner.handOver(next);
      }

      @Override
      public void onFailure(String error) {
        owner.handOver(() -> failed.accept(error));
      }
    };
  }

  PeerConnectionObserver connection(Watcher watcher) {
    return new PeerConnectionObserver() {
      @Override
      public void onIceCandidate(RTCIceCandidate candidate) {
        // They are all in the description in the end.
      }

      @Override
      public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
          owner.handOver(watcher::gathered);
        }
      }

      @Override
      public void onConnectionChange(RTCPeerConnectionState state) {
        owner.handOver(() -> watcher.changed(state));
      }

      @Override
      public void onTrack(RTCRtpTransceiver transceiver) {
        owner.handOver(() -> watcher.track(transceiver));
      }
    };
  }
}

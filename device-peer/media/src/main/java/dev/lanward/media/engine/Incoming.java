package dev.lanward.media.engine;

import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.util.HashSet;
import java.util.Set;

/**
 * What a link receives: played or shown while it is taken, else thrown away. Its sinks are called
 * on libwebrtc's threads, and let nothing escape.
 */
final class Incoming {
  private final Teller teller;
  private final Playback playback;

  /** The owner's. */
  private final Set<String> known = new HashSet<>();

  private volatile boolean takesVideo;
  private volatile boolean takesAudio;

  Incoming(Teller teller, Playback playback) {
    this.teller = teller;
    this.playback = playback;
  }

  void take(boolean video, boolean audio) {
    takesVideo = video;
    takesAudio = audio;
    if (!video && !audio) {
      playback.done(this);
    }
  }

  /** A track that comes back after a pause is the same one, and has its sink. */
  void add(MediaStreamTrack track) {
    if (!known.add(track.getKind() + track.getId())) {
      return;
    }
    if (track instanceof AudioTrack audio) {
      audio.addSink(this::sound);
    } else if (track instanceof VideoTrack video) {
      video.addSink(this::picture);
    }
  }

  void close() {
    takesVideo = false;
    takesAudio = false;
    playback.done(this);
  }

  private void sound(byte[] pcm, int bits, int rate, int channels, int frames) {
    try {
      if (takesAudio && bits == 16) {
        playback.sound(this, pcm, rate, channels);
      }
    } catch (Throwable e) {
      teller.problem("a sink", e);
    }
  }

  private void picture(VideoFrame frame) {
    try {
      if (takesVideo) {
        playback.picture(this, frame.buffer.toI420());
      }
    } catch (Throwable e) {
      teller.problem("a sink", e);
    } finally {
      release(frame);
    }
  }

  private void release(VideoFrame frame) {
    try {
      frame.release();
    } catch (Throwable e) {
      teller.problem("a frame", e);
    }
  }
}

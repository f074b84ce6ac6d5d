package dev.lanward.media.engine;

import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps our sound from reaching libwebrtc while it may begin to record. Each stream of sound that
 * begins to be sent also starts the audio module's recording, and two threads that hand a stream
 * sound at once abort the process. The headless module, the only one with which sound is received
 * on a machine without any, records silence; so whatever may begin a stream is done between {@link
 * #enter} and {@link #leave}, which stops the recording before our sound goes on.
 */
final class AudioGate {
  /** 0.5 s in pieces of 10 ms: what waits meanwhile. */
  private static final int MAX_WAITING = 50;

  private final AudioDeviceModuleBase module;
  private final Object pushing = new Object();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int inside;

  AudioGate(AudioDeviceModuleBase module) {
    this.module = module;
  }

  /** From here to {@link #leave} no sound is handed over; waits for what is being. The owner's. */
  void enter() {
    synchronized (pushing) {
      inside++;
    }
  }

  void leave() {
    synchronized (pushing) {
      module.stopRecording();
      inside--;
    }
  }

  /** Runs {@code work}, which may begin a stream. The owner's. */
  void through(Runnable work) {
    enter();
    try {
      work.run();
    } finally {
      leave();
    }
  }

  /** 10 ms of 48 kHz, 16 bits, one channel. The camera's thread. */
  void push(CustomAudioSource source, byte[] sound) {
    synchronized (pushing) {
      if (waiting.size() == MAX_WAITING) {
        waiting.removeFirst();
      }
      waiting.addLast(sound);
      while (inside == 0 && !waiting.isEmpty()) {
        source.pushAudio(waiting.removeFirst(), 16, 48_000, 1, 480);
      }
    }
  }
}

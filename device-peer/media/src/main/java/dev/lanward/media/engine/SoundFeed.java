package dev.lanward.media.engine;

import dev.onvoid.webrtc.media.audio.AudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The camera's sound as the microphone of the headless audio module. libwebrtc starts a thread that
 * records as soon as any stream of sound begins, and hands what that thread brings to all streams;
 * sound that came from any other thread, as a {@code CustomAudioSource} brings it, would meet it in
 * the middle of a stream and abort the process. So that thread is the only one that brings any: it
 * takes 10 ms here each time.
 *
 * <p>It counts its 10 ms from the end of the last, so it is a little slower than the camera: of
 * what waits too long two pieces are blended into one.
 */
final class SoundFeed implements AudioSource {
  static final int RATE = 48_000;

  /** 10 ms of one channel, 16 bits a sample. */
  static final int PIECE_SAMPLES = 480;

  static final int PIECE_BYTES = 2 * PIECE_SAMPLES;

  /** 0.5 s: what comes in one go after a pause. */
  private static final int MAX_WAITING = 50;

  /** How much must always wait, in a second's time, to be too much. */
  private static final int TOO_MUCH = 3;

  private static final int TAKES_A_SECOND = 100;

  /** So much came since anything was taken: nobody takes it yet. */
  private static final int UNTAKEN = 20;

  private final Teller teller;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int least = MAX_WAITING;
  private int takes;
  private int untaken;

  SoundFeed(Teller teller) {
    this.teller = teller;
  }

  /**
   * Makes it the module's microphone. The factory must have the module already: what the module
   * records goes to the streams only because it refuses, while it plays, to forget where it plays
   * from.
   */
  void plugInto(HeadlessAudioDeviceModule module) {
    module.initPlayout();
    module.startPlayout();
    module.setAudioSource(this);
    module.stopPlayout();
  }

  /** 10 ms of the camera's. The camera's thread. */
  synchronized void push(byte[] piece) {
    waiting.addLast(piece);
    untaken++;
    int most = untaken > UNTAKEN ? TOO_MUCH : MAX_WAITING;
    while (waiting.size() > most) {
      waiting.removeFirst();
    }
  }

  /** What waits is of a camera that has stopped. */
  synchronized void forget() {
    waiting.clear();
  }

  /**
   * The recording thread's, which holds the module's lock: it waits for nothing, throws nothing.
   */
  @Override
  public int onPlaybackData(byte[] into, int samples, int bytes, int channels, int rate) {
    try {
      if (rate == RATE && bytes == 2 && samples == PIECE_SAMPLES * channels) {
        spread(take(), channels, into);
      } else {
        Arrays.fill(into, (byte) 0);
      }
    } catch (Throwable e) {
      teller.problem("the sound", e);
    }
    return samples;
  }

  /** The next 10 ms: silence where there are none. */
  synchronized byte[] take() {
    untaken = 0;
    least = Math.min(least, waiting.size());
    boolean isTooMuch = false;
    if (++takes == TAKES_A_SECOND) {
      isTooMuch = least > TOO_MUCH;
      takes = 0;
      least = MAX_WAITING;
    }
    byte[] first = waiting.pollFirst();
    if (first == null) {
      return new byte[PIECE_BYTES];
    }
    byte[] second = isTooMuch ? waiting.pollFirst() : null;
    return second == null ? first : blend(first, second);
  }

  /** Begins as {@code first} and ends as {@code second}. */
  private static byte[] blend(byte[] first, byte[] second) {
    byte[] both = new byte[PIECE_BYTES];
    for (int i = 0; i < PIECE_SAMPLES; i++) {
      int sample = (sample(first, i) * (PIECE_SAMPLES - i) + sample(second, i) * i) / PIECE_SAMPLES;
      both[2 * i] = (byte) sample;
      both[2 * i + 1] = (byte) (sample >> 8);
    }
    return both;
  }

  private static int sample(byte[] piece, int index) {
    return (piece[2 * index] & 0xff) | piece[2 * index + 1] << 8;
  }

  private static void spread(byte[] piece, int channels, byte[] into) {
    for (int i = 0; i < PIECE_SAMPLES; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = 2 * (i * channels + channel);
        into[at] = piece[2 * i];
        into[at + 1] = piece[2 * i + 1];
      }
    }
  }
}

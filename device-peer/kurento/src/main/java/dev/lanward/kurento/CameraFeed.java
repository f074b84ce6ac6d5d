package dev.lanward.kurento;

import dev.lanward.media.CameraSource;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kurento.client.MediaElement;
import org.kurento.client.MediaFlowState;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaType;
import org.kurento.client.PlayerEndpoint;
import org.kurento.client.RtpEndpoint;

/**
 * What brings the camera's pictures into a pipeline: a stream that the server plays by itself, or
 * RTP from this machine.
 */
final class CameraFeed {
  /** Of the device's network; the server's default of two seconds would be seen. */
  private static final int NETWORK_CACHE_MILLIS = 100;

  private static final long MAX_SILENT_MILLIS = 6_000;

  /** A stream has to be asked for first. */
  private static final long MAX_QUIET_MILLIS = 12_000;

  private static final Pattern MEDIA =
      Pattern.compile("(?m)^m=(audio|video) ([0-9]{1,5}) RTP/AVPF?");

  /** Who hears of it, on threads of others. */
  interface Listener {
    /** Pictures come. */
    void live(CameraFeed from);

    /** They come no more; why is for people. */
    void gone(CameraFeed from, String why);
  }

  private final MediaElement element;
  private @Nullable Feed sender;

  /** Since when a stream has brought nothing, or 0. */
  private volatile long quietSince = System.nanoTime();

  private CameraFeed(MediaElement element) {
    this.element = element;
  }

  /** Begins one. */
  static CameraFeed begin(
      MediaPipeline pipeline, CameraSource camera, boolean hasSound, Listener listener) {
    Optional<URI> stream = camera.stream();
    return stream.isPresent()
        ? play(pipeline, stream.get(), listener)
        : send(pipeline, camera, hasSound, listener);
  }

  MediaElement element() {
    return element;
  }

  /** Whether it should have been seen to bring something. */
  boolean isSilent() {
    Feed running = sender;
    long quiet = quietSince;
    return running != null
        ? running.silentMillis() > MAX_SILENT_MILLIS
        : quiet != 0 && (System.nanoTime() - quiet) / 1_000_000 > MAX_QUIET_MILLIS;
  }

  /** Ends what runs on this machine. */
  void stop() {
    if (sender != null) {
      sender.stop();
    }
  }

  private static CameraFeed play(MediaPipeline pipeline, URI stream, Listener listener) {
    PlayerEndpoint player =
        new PlayerEndpoint.Builder(pipeline, stream.toASCIIString())
            .withNetworkCache(NETWORK_CACHE_MILLIS)
            .build();
    CameraFeed feed = new CameraFeed(player);
    orNothing(player, () -> play(player, feed, listener));
    return feed;
  }

  private static void play(PlayerEndpoint player, CameraFeed feed, Listener listener) {
    player.addErrorListener(event -> listener.gone(feed, "The stream cannot be played."));
    player.addEndOfStreamListener(event -> listener.gone(feed, "The stream has ended."));
    player.addMediaFlowOutStateChangedListener(
        event -> {
          if (event.getMediaType() == MediaType.VIDEO) {
            boolean flows = event.getState() == MediaFlowState.FLOWING;
            feed.quietSince = flows ? 0 : System.nanoTime();
            if (flows) {
              listener.live(feed);
            }
          }
        });
    player.play();
  }

  private static CameraFeed send(
      MediaPipeline pipeline, CameraSource camera, boolean hasSound, Listener listener) {
    RtpEndpoint endpoint = new RtpEndpoint.Builder(pipeline).build();
    CameraFeed feed = new CameraFeed(endpoint);
    orNothing(endpoint, () -> feed.send(endpoint, camera, hasSound, listener));
    return feed;
  }

  private void send(
      RtpEndpoint endpoint, CameraSource camera, boolean hasSound, Listener listener) {
    String answer = endpoint.processOffer(offer(hasSound));
    int video = port(answer, "video").orElse(0);
    OptionalInt audio = hasSound ? port(answer, "audio") : OptionalInt.empty();
    try {
      sender =
          Feed.start(
              camera,
              video,
              audio,
              new Feed.Listener() {
                @Override
                public void live() {
                  listener.live(CameraFeed.this);
                }

                @Override
                public void ended(String why) {
                  listener.gone(CameraFeed.this, why);
                }
              });
    } catch (IOException e) {
      listener.gone(this, "The program that captures cannot be started: is ffmpeg installed?");
    }
  }

  /** What the server does not take to its end is not left there by half. */
  private static void orNothing(MediaElement element, Runnable next) {
    try {
      next.run();
    } catch (RuntimeException e) {
      element.release(new Unanswered());
      throw e;
    }
  }

  /** What is sent comes from ports that nobody needs to know, and takes no feedback. */
  private static String offer(boolean hasSound) {
    String audio =
        "m=audio 9 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\na=sendonly\r\na=mid:audio0\r\n";
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + (hasSound ? audio : "")
        + "m=video 9 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=sendonly\r\na=mid:video0\r\n";
  }

  private static OptionalInt port(String answer, String kind) {
    Matcher media = MEDIA.matcher(answer);
    while (media.find()) {
      int port = Integer.parseInt(media.group(2));
      if (media.group(1).equals(kind) && port > 0 && port <= 65_535) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }
}

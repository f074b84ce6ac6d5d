/** Video and audio for a device. */
module dev.lanward.media {
  exports dev.lanward.media;

  requires transitive dev.lanward.peer;
  requires com.fasterxml.jackson.databind;
  requires java.desktop;
  requires org.slf4j;
  requires webrtc.java;
}

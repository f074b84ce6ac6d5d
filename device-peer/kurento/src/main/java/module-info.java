/** A Kurento media server for a device's video and audio. */
module dev.lanward.kurento {
  exports dev.lanward.kurento;

  requires transitive dev.lanward.media;
  requires com.google.gson;
  requires java.net.http;
  requires kurento.client;
  requires kurento.commons;
  requires kurento.jsonrpc.client;
  requires org.slf4j;
}

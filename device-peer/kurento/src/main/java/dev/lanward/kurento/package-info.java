/**
 * A Kurento media server in place of libwebrtc (ADR 31): {@link
 * dev.lanward.kurento.KurentoBackend}. It speaks the published API of Kurento 7.3.0. See
 * docs/kurento.md.
 *
 * <pre>{@code
 * CameraSource camera = CameraSource.parse("rtsp://192.168.1.9/stream");
 * ServerAddress server = ServerAddress.parse("ws://127.0.0.1:8888/kurento");
 * MediaBackend kurento = KurentoBackend.builder(server, camera).build();
 * MediaEngine media = MediaEngine.builder().camera(camera).backend(kurento).build();
 * }</pre>
 */
@NullMarked
package dev.lanward.kurento;

import org.jspecify.annotations.NullMarked;

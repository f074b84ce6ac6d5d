/**
 * Video and audio for a device: {@link dev.lanward.media.MediaEngine}. See protocol section 16.
 *
 * <pre>{@code
 * MediaEngine media = MediaEngine.builder().camera(CameraSource.parse("test")).build();
 * Device.builder().name("Doorbell").type("camera").stateDirectory(path)
 *     .media(media, EnumSet.of(Grant.VIDEO, Grant.AUDIO, Grant.TALK)).start();
 * }</pre>
 */
@NullMarked
package dev.lanward.media;

import org.jspecify.annotations.NullMarked;

/**
 * A contract double of Kurento Media Server: it speaks the JSON-RPC that {@code kurento-client}
 * 7.3.0 speaks, holds every request, result and event against the published API, and carries real
 * media through libwebrtc and ffmpeg. It is no media server, and knows only what its README lists.
 *
 * <p>Start with {@link dev.lanward.kurentodouble.Kmd}, the API as data; {@link
 * dev.lanward.kurentodouble.Contract}, what is checked; {@link dev.lanward.kurentodouble.Desk}, the
 * methods.
 */
@NullMarked
package dev.lanward.kurentodouble;

import org.jspecify.annotations.NullMarked;

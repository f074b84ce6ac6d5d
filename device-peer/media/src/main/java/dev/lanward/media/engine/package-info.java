/**
 * The media engine: libwebrtc through webrtc-java, in a process of its own (ADR 23). It is told
 * what to do by JSON lines on its standard input, tells what happens by JSON lines on its standard
 * output, and ends when its input does. Nothing else may use {@code dev.onvoid}: a mistake there
 * ends the process, which must not be the device's.
 */
@NullMarked
package dev.lanward.media.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The user-space link of the LAN lab: delay, jitter and loss for one host's cable, with a seed, on
 * kernels with and without netem.
 *
 * <p>{@link dev.lanward.lab.Impairment} says what a cable does to frames, {@link
 * dev.lanward.lab.DelayLine} does it to one direction and knows no clock or socket; {@link
 * dev.lanward.lab.DelayLink} moves frames between two network interfaces through two of them. The
 * script {@code demos/lab/lab} splices it in.
 */
@NullMarked
package dev.lanward.lab;

import org.jspecify.annotations.NullMarked;

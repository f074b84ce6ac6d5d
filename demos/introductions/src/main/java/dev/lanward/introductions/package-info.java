/**
 * A device introduces pages to each other that are paired with it, so that they can connect
 * directly (docs/drop.md, section 9.1): {@link dev.lanward.introductions.Introductions}. Files
 * between pages and rooms both build on it. All of it is pure: no channel, thread or clock.
 */
@NullMarked
package dev.lanward.introductions;

import org.jspecify.annotations.NullMarked;

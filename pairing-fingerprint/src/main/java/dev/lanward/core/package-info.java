/**
 * The few words that every Lanward core shares: immutable {@link dev.lanward.core.Bytes}, the
 * {@link dev.lanward.core.Tick} that tells a core the time, and the exception that readers of
 * peers' bytes throw.
 */
@NullMarked
package dev.lanward.core;

import org.jspecify.annotations.NullMarked;

/**
 * Where a transfer meets the world: the file system, pipes, and the channel of a session, each
 * transfer on a thread of its own.
 */
@NullMarked
package dev.lanward.drop.io;

import org.jspecify.annotations.NullMarked;

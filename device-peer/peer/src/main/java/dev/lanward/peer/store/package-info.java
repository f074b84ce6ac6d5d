/**
 * What survives a restart: the state directory, the identity's key file, the trust database and the
 * lock by which only one device runs on them.
 *
 * <p>A {@link dev.lanward.peer.store.StateDirectory} is opened first; it makes sure that nobody but
 * the owner reads what lies in it. A command beside a running device may open the same directory:
 * the database is shared, the {@link dev.lanward.peer.store.DeviceLock} is not.
 */
@NullMarked
package dev.lanward.peer.store;

import org.jspecify.annotations.NullMarked;

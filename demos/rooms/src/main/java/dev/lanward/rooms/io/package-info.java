/** Rooms over the sessions of a device, and their file. */
@NullMarked
package dev.lanward.rooms.io;

import org.jspecify.annotations.NullMarked;

/**
 * Rooms of players on a device (docs/rooms.md). {@link dev.lanward.rooms.Rooms} keeps who is in
 * which room, who of them is host, and what each may say; it introduces the pages of a room to each
 * other and passes on between those that cannot reach each other. It is told messages and the time
 * and is drained of what is to be done; {@link dev.lanward.rooms.io.RoomsDesk} does that over the
 * sessions of a device.
 */
@NullMarked
package dev.lanward.rooms;

import org.jspecify.annotations.NullMarked;

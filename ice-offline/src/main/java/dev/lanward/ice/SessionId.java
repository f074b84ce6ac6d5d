package dev.lanward.ice;

/**
 * A door's number for a session; never used twice by the same door.
 *
 * @param value counts from 1
 */
public record SessionId(long value) {}

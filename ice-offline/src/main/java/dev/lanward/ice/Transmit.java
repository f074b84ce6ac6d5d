package dev.lanward.ice;

import java.nio.ByteBuffer;

/**
 * A datagram to send.
 *
 * @param path from which socket, to which address
 * @param payload the datagram; the buffer is the caller's
 */
public record Transmit(Path path, ByteBuffer payload) {}

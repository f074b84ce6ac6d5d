/**
 * The edge to the network: one loop thread with a selector, and UDP ports on it.
 *
 * <p>{@link dev.lanward.peer.io.Loop} owns the thread; whatever a device consists of runs on it.
 * {@link dev.lanward.peer.io.UdpPort} binds one port on every local address with a socket each, so
 * that a reply leaves from the very address that was asked: ICE ignores it otherwise (RFC 8445
 * section 7.2.5.2.1), and where a host has several addresses the kernel would choose another one.
 */
@NullMarked
package dev.lanward.peer.io;

import org.jspecify.annotations.NullMarked;

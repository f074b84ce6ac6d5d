package dev.lanward.datachannel;

/**
 * A channel that the peer opened.
 *
 * @param id its stream
 * @param options what the peer wants it to be
 */
public record ChannelInfo(int id, ChannelOptions options) {}

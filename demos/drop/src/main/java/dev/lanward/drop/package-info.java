/**
 * Files from one device to another over a data channel; the text that both sides keep to is
 * docs/drop.md.
 *
 * <p>A {@link dev.lanward.drop.SendingEnd} offers a {@link dev.lanward.drop.Manifest} and then
 * speaks only when it is asked. A {@link dev.lanward.drop.ReceivingEnd} asks for chunks, a bounded
 * number ahead, checks each by its hash and every file by its {@link dev.lanward.drop.TreeHash},
 * and hands them to a {@link dev.lanward.drop.Shelf}. Both are told messages and drained of
 * messages; they hold no channel, thread or clock. Where bytes come from and go to are ports,
 * {@link dev.lanward.drop.Source} and {@code Shelf}, whose real ends are in {@link
 * dev.lanward.drop.io}.
 */
@NullMarked
package dev.lanward.drop;

import org.jspecify.annotations.NullMarked;

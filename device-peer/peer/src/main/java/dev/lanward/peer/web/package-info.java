/**
 * The device's own pages, over plain HTTP on the local network.
 *
 * <p>{@link dev.lanward.peer.web.PageServer} serves the files of one directory, and the browser
 * library as {@code /lanward.js}. A page is where a browser gets its program from; nothing else
 * passes here. Pairing and data go through the door, whichever server the page came from.
 *
 * <p>{@code SiteFiles} decides what may be seen, {@code SiteContent} and {@code SiteHandler} say it
 * in HTTP, {@code Guests} keeps clients from staying for nothing.
 */
@NullMarked
package dev.lanward.peer.web;

import org.jspecify.annotations.NullMarked;

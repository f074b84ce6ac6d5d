/** Device, Session and Channel: what a program uses. */
@NullMarked
package dev.lanward.peer;

import org.jspecify.annotations.NullMarked;

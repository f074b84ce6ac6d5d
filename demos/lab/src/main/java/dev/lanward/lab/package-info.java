/** Links with delay and loss for the LAN lab. */
@NullMarked
package dev.lanward.lab;

import org.jspecify.annotations.NullMarked;

/** STUN, knocks, the synthetic answer, the door and the knocking side. Pure. */
@NullMarked
package dev.lanward.ice;

import org.jspecify.annotations.NullMarked;

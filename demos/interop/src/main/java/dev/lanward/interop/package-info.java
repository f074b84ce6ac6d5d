/**
 * This project's data engine as one end of the interoperability tests: the cores behind a door, and
 * behind a knock, with the same workload on top that the other stacks' programs play. The test
 * carries what signaling would: one JSON command a line goes in, one JSON event a line comes out.
 */
@NullMarked
package dev.lanward.interop;

import org.jspecify.annotations.NullMarked;

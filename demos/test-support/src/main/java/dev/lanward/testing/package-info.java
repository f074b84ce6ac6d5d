/**
 * What the tests of several modules share: the rule of all cores, and the vectors that every
 * implementation runs. A module has it with scope {@code test}; nothing that is shipped does.
 */
@NullMarked
package dev.lanward.testing;

import org.jspecify.annotations.NullMarked;

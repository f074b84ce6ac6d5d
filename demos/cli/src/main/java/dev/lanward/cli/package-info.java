/** The command line. */
@NullMarked
package dev.lanward.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The command line.
 *
 * <p>{@link dev.lanward.cli.Main} finds the command, one class each, and turns whatever goes wrong
 * into one line and an exit code. What a command reads, prints and knows of its surroundings comes
 * through a {@link dev.lanward.cli.Terminal}, so that tests run commands as they are, in process.
 * What a running device tells goes through {@link dev.lanward.cli.DeviceEvents}: as JSON for
 * programs, as lines for people, or as the demo's screen.
 */
@NullMarked
package dev.lanward.cli;

import org.jspecify.annotations.NullMarked;

/** What the benchmarks compare a device with; nothing else uses it. */
@NullMarked
package dev.lanward.bench;

import org.jspecify.annotations.NullMarked;

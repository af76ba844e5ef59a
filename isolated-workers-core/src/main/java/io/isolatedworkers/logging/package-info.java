/**
 * The library's own log: a small interface, levels, and the default that writes to SLF4J.
 */
@NullMarked
package io.isolatedworkers.logging;

import org.jspecify.annotations.NullMarked;

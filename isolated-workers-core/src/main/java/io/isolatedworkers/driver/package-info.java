/**
 * What a driver is: how workers are started and how both sides get their channel. The
 * rest of the library knows drivers only through these types.
 */
@NullMarked
package io.isolatedworkers.driver;

import org.jspecify.annotations.NullMarked;

/**
 * What the workers have in common: how they say what is wrong and, for those with data,
 * their settings, how they open their two paths, and the directory that each has of its
 * own.
 */
@NullMarked
package io.isolatedworkers.sample.worker.common;

import org.jspecify.annotations.NullMarked;

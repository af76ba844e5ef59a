/**
 * Thumbnails of PNG, JPEG and GIF images: the contract, its implementation, and pictures
 * to try it with.
 */
@NullMarked
package io.isolatedworkers.sample.worker.images;

import org.jspecify.annotations.NullMarked;

package io.isolatedworkers.sample.worker.images;

/**
 * What an image says about itself.
 *
 * @param format {@code png}, {@code jpeg} or {@code gif}
 * @param width its width in pixels
 * @param height its height in pixels
 */
public record ImageMetadata(String format, int width, int height) {
}

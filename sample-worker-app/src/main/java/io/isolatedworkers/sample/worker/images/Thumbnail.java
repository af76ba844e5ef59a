package io.isolatedworkers.sample.worker.images;

/**
 * A smaller copy of an image.
 *
 * @param png the copy: a PNG file's bytes
 * @param width its width in pixels
 * @param height its height in pixels
 * @param source what the image itself is
 */
public record Thumbnail(byte[] png, int width, int height, ImageMetadata source) {
}

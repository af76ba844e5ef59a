package io.isolatedworkers.sample.worker.images;

/**
 * Asks for a thumbnail.
 *
 * @param image the image: a PNG, JPEG or GIF file's bytes
 * @param width how wide the thumbnail should be, in pixels: 1 to
 * {@link ImageWorker#MAX_WIDTH}
 */
public record ThumbnailRequest(byte[] image, int width) {
}

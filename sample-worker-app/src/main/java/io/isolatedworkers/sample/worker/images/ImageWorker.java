package io.isolatedworkers.sample.worker.images;

/**
 * What the host may ask of an image worker. Images are PNG, JPEG or GIF, as the bytes of
 * a file.
 */
public interface ImageWorker {

	/** The widest thumbnail, in pixels. */
	int MAX_WIDTH = 4096;

	/**
	 * Makes a smaller copy of an image. Keeps the aspect ratio and never enlarges: an
	 * image that is narrower than asked keeps its size. Of an animation it takes the
	 * first frame. The orientation that a camera notes in EXIF is not applied.
	 * @param request the image and the width wanted
	 * @return the smaller copy
	 * @throws ImageException if the bytes are no image that can be read, or the width is
	 * not allowed
	 */
	Thumbnail thumbnail(ThumbnailRequest request);

	/**
	 * Reads what an image says about itself, without decoding its pixels.
	 * @param image the image
	 * @return its format and size
	 * @throws ImageException if the bytes are no image that can be read
	 */
	ImageMetadata metadata(byte[] image);

}

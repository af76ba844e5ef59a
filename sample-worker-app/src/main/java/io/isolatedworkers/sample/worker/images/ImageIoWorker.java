package io.isolatedworkers.sample.worker.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;

/**
 * An image worker on the JDK's own {@code javax.imageio}, written the way such code
 * usually is: it trusts the image to fit into memory. Run it in a worker process, and an
 * image that does not fit costs that process and nothing else.
 */
public class ImageIoWorker implements ImageWorker {

	/**
	 * Makes the worker.
	 */
	public ImageIoWorker() {
		// A process that dies would leave ImageIO's temporary files behind
		ImageIO.setUseCache(false);
	}

	@Override
	public Thumbnail thumbnail(ThumbnailRequest request) {
		if (request.width() < 1 || request.width() > MAX_WIDTH) {
			throw new ImageException(ImageProblem.BAD_WIDTH,
					"A thumbnail cannot be %d pixels wide; choose a width from 1 to %d".formatted(request.width(),
							MAX_WIDTH));
		}
		try (ImageSource source = ImageSource.open(request.image())) {
			ImageMetadata metadata = source.metadata();
			int width = Math.min(request.width(), metadata.width());
			int height = (int) Math.max(1, Math.round((double) metadata.height() * width / metadata.width()));
			BufferedImage thumbnail = Scaler.scale(source.read(width), width, height);
			return new Thumbnail(png(thumbnail), width, height, metadata);
		}
	}

	private static byte[] png(BufferedImage image) {
		try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			ImageIO.write(image, "png", bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The thumbnail cannot be encoded", ex);
		}
	}

	@Override
	public ImageMetadata metadata(byte[] image) {
		try (ImageSource source = ImageSource.open(image)) {
			return source.metadata();
		}
	}

}

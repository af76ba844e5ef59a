package io.isolatedworkers.sample.worker.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An encoded image and the reader for it. Whatever a reader throws at broken bytes
 * becomes an {@link ImageException}.
 */
final class ImageSource implements AutoCloseable {

	private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif");

	/** A JPEG of more pixels than these is read more coarsely: 18 MB. */
	private static final int MANY_PIXELS = 6_000_000;

	/** How many pixels are read at least for each pixel of the thumbnail's width. */
	private static final int OVERSAMPLING = 2;

	private final ImageReader reader;

	private final String format;

	private final ImageInputStream stream;

	private boolean incomplete;

	private ImageSource(ImageReader reader, String format, ImageInputStream stream) {
		this.reader = reader;
		this.format = format;
		this.stream = stream;
		// Where a JPEG's data ends the reader goes on in gray, and only warns
		reader.addIIOReadWarningListener((from, warning) -> this.incomplete |= warning.contains("premature end"));
		reader.setInput(stream, true, true);
	}

	static ImageSource open(byte[] image) {
		ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(image));
		Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
		while (readers.hasNext()) {
			ImageReader reader = readers.next();
			String format = formatOf(reader);
			if (FORMATS.contains(format)) {
				return new ImageSource(reader, format, stream);
			}
		}
		throw new ImageException(ImageProblem.NOT_AN_IMAGE,
				"These %,d bytes are not a PNG, JPEG or GIF image".formatted(image.length));
	}

	private static String formatOf(ImageReader reader) {
		try {
			return reader.getFormatName().toLowerCase(Locale.ROOT);
		}
		catch (IOException ex) {
			return "";
		}
	}

	ImageMetadata metadata() {
		return decode(() -> new ImageMetadata(this.format, this.reader.getWidth(0), this.reader.getHeight(0)));
	}

	/**
	 * Decodes the image, in memory and whole: an image too large for this JVM's heap is
	 * what a worker process is for.
	 * <p>
	 * Only a large JPEG is read more coarsely, where the thumbnail cannot tell the
	 * difference: a camera's 24 million pixels are 72 MB, and photos are what people
	 * send. Of every n-th row every n-th pixel is kept, and scaling averages those.
	 * @param width how wide the thumbnail will be
	 * @return the image
	 */
	BufferedImage read(int width) {
		ImageReadParam how = this.reader.getDefaultReadParam();
		if (this.format.equals("jpeg")) {
			int step = step(metadata(), width);
			how.setSourceSubsampling(step, step, 0, 0);
		}
		BufferedImage image = decode(() -> this.reader.read(0, how));
		if (this.incomplete) {
			throw new ImageException(ImageProblem.CORRUPT_IMAGE,
					"The %s image is damaged or incomplete: its data ends before its last row".formatted(name()));
		}
		return image;
	}

	private static int step(ImageMetadata image, int width) {
		int step = 1;
		while ((long) image.width() * image.height() / (step * step) > MANY_PIXELS
				&& image.width() / (step + 1) >= OVERSAMPLING * width) {
			step++;
		}
		return step;
	}

	private <T> T decode(Callable<T> reading) {
		try {
			return reading.call();
		}
		catch (Exception ex) {
			String message = (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
			if (message.equals("Unsupported Image Type") || message.startsWith("Unsupported JPEG process")) {
				throw new ImageException(ImageProblem.UNSUPPORTED_IMAGE,
						"This kind of %s image cannot be read (%s); save it as PNG and try again".formatted(name(),
								message),
						ex);
			}
			throw new ImageException(ImageProblem.CORRUPT_IMAGE,
					"The %s image is damaged or incomplete and cannot be decoded (%s)".formatted(name(), message), ex);
		}
	}

	private String name() {
		return this.format.toUpperCase(Locale.ROOT);
	}

	@Override
	public void close() {
		// Frees what the JPEG reader holds outside the heap
		this.reader.dispose();
		try {
			this.stream.close();
		}
		catch (IOException ex) {
			// a stream over memory
		}
	}

}

package io.isolatedworkers.sample.worker.images;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes pictures to try the sample with: a photo, the same photo cut off half way, and a
 * small file that is a picture too large for the worker. Needs no library, only this
 * jar's classes.
 */
public final class SamplePictures {

	private static final int PHOTO_WIDTH = 4000;

	private static final int PHOTO_HEIGHT = 3000;

	/** About what a phone's camera leaves. */
	private static final int PHOTO_GRAIN = 16;

	private static final float JPEG_QUALITY = 0.9f;

	private static final int BOMB_SIDE = 20_000;

	private SamplePictures() {
	}

	/**
	 * Writes {@code photo.jpg}, {@code corrupt.jpg} and {@code bomb.png}.
	 * @param arguments the directory to write to; made if it does not exist
	 * @throws IOException if a file cannot be written
	 */
	public static void main(String... arguments) throws IOException {
		if (arguments.length != 1) {
			System.err.println("Usage: SamplePictures DIRECTORY");
			System.exit(2);
		}
		Path directory = Files.createDirectories(Path.of(arguments[0]));
		byte[] photo = photo(PHOTO_WIDTH, PHOTO_HEIGHT, PHOTO_GRAIN);
		Files.write(directory.resolve("photo.jpg"), photo);
		Files.write(directory.resolve("corrupt.jpg"), truncated(photo));
		try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(directory.resolve("bomb.png")))) {
			PngBomb.write(file, BOMB_SIDE, BOMB_SIDE);
		}
		System.out.println("Wrote photo.jpg, corrupt.jpg and bomb.png to " + directory);
	}

	/**
	 * A JPEG that looks and compresses like a photo.
	 * @param width its width in pixels
	 * @param height its height in pixels
	 * @param grain how noisy it is, 0 to 255: 16 makes about 3 bytes for 8 pixels
	 * @return the file's bytes
	 */
	public static byte[] photo(int width, int height, int grain) {
		ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		ImageWriteParam how = writer.getDefaultWriteParam();
		how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
		how.setCompressionQuality(JPEG_QUALITY);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
			writer.setOutput(stream);
			writer.write(null, new IIOImage(new Landscape(width, height, grain).paint(), null, null), how);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}

	/**
	 * The first half of a file, as an upload that broke off leaves it.
	 * @param file the file's bytes
	 * @return the first half of them
	 */
	public static byte[] truncated(byte[] file) {
		return Arrays.copyOf(file, file.length / 2);
	}

	/**
	 * A PNG of less than half a megabyte that decodes to 400 MB: 20,000 by 20,000 pixels,
	 * all black.
	 * @return the file's bytes
	 */
	public static byte[] bomb() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			PngBomb.write(bytes, BOMB_SIDE, BOMB_SIDE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

}

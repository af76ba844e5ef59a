package io.isolatedworkers.sample.worker.images;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Encoded images for the tests.
 */
final class Images {

	private static final byte[] ADOBE_CMYK = { (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0,
			0, 0, 0 };

	private Images() {
	}

	/** Left half red, right half blue. */
	static BufferedImage redAndBlue(int width, int height, int type) {
		BufferedImage image = new BufferedImage(width, height, type);
		Graphics2D graphics = image.createGraphics();
		graphics.setColor(Color.RED);
		graphics.fillRect(0, 0, width / 2, height);
		graphics.setColor(Color.BLUE);
		graphics.fillRect(width / 2, 0, width - width / 2, height);
		graphics.dispose();
		return image;
	}

	static byte[] encode(BufferedImage image, String format) {
		try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			if (!ImageIO.write(image, format, bytes)) {
				throw new IllegalArgumentException("No writer for " + format);
			}
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static byte[] animatedGif(BufferedImage... frames) {
		return write("gif", (writer) -> {
			writer.prepareWriteSequence(null);
			for (BufferedImage frame : frames) {
				writer.writeToSequence(new IIOImage(frame, null, null), null);
			}
			writer.endWriteSequence();
		});
	}

	/**
	 * Four channels as picture editors save for print: a little cyan and nothing else.
	 * Such files hold the channels inverted.
	 */
	static byte[] cmykJpeg(int width, int height) {
		WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
		for (int channel = 0; channel < 4; channel++) {
			raster.setSamples(0, 0, width, height, channel, filled(width * height, (channel == 0) ? 200 : 255));
		}
		byte[] plain = write("jpeg", (writer) -> writer.write(new IIOImage(raster, null, null)));
		// The marker after the first two bytes says that the channels are CMYK
		return ByteBuffer.allocate(plain.length + ADOBE_CMYK.length)
			.put(plain, 0, 2)
			.put(ADOBE_CMYK)
			.put(plain, 2, plain.length - 2)
			.array();
	}

	/** A JPEG whose header names a way of compression that no library knows. */
	static byte[] hierarchicalJpeg() {
		byte[] image = encode(redAndBlue(60, 40, BufferedImage.TYPE_INT_RGB), "jpeg");
		for (int i = 0; i < image.length - 1; i++) {
			if (image[i] == (byte) 0xFF && image[i + 1] == (byte) 0xC0) {
				image[i + 1] = (byte) 0xC5;
			}
		}
		return image;
	}

	private static int[] filled(int length, int value) {
		int[] values = new int[length];
		Arrays.fill(values, value);
		return values;
	}

	private static byte[] write(String format, Writing writing) {
		ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
			writer.setOutput(stream);
			writing.write(writer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}

	static BufferedImage decode(byte[] image) {
		try {
			return ImageIO.read(new ByteArrayInputStream(image));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@FunctionalInterface
	private interface Writing {

		void write(ImageWriter writer) throws IOException;

	}

}

package io.isolatedworkers.sample.worker.images;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The image worker makes thumbnails of what it can read and says what is wrong with the
 * rest.
 */
class ImageIoWorkerTests {

	private final ImageWorker worker = new ImageIoWorker();

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif" })
	void eachFormatBecomesASmallerPngOfTheSameShape(String format) {
		byte[] image = Images.encode(Images.redAndBlue(640, 480, BufferedImage.TYPE_INT_RGB), format);
		Thumbnail thumbnail = thumbnail(image, 160);
		assertThat(thumbnail.width()).isEqualTo(160);
		assertThat(thumbnail.height()).isEqualTo(120);
		assertThat(thumbnail.source()).isEqualTo(new ImageMetadata(format, 640, 480));
		BufferedImage decoded = Images.decode(thumbnail.png());
		assertThat(decoded.getWidth()).isEqualTo(160);
		assertThat(decoded.getHeight()).isEqualTo(120);
		assertClose(decoded.getRGB(20, 60), Color.RED);
		assertClose(decoded.getRGB(140, 60), Color.BLUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif" })
	void metadataIsReadOfEachFormat(String format) {
		byte[] image = Images.encode(Images.redAndBlue(31, 17, BufferedImage.TYPE_INT_RGB), format);
		assertThat(this.worker.metadata(image)).isEqualTo(new ImageMetadata(format, 31, 17));
	}

	@Test
	void anImageIsNeverEnlarged() {
		Thumbnail thumbnail = thumbnail(png(30, 20), 1000);
		assertThat(thumbnail.width()).isEqualTo(30);
		assertThat(thumbnail.height()).isEqualTo(20);
		assertThat(Images.decode(thumbnail.png()).getWidth()).isEqualTo(30);
	}

	@ParameterizedTest
	@CsvSource({ "1000, 3, 10, 1", "3, 1000, 1, 333", "1, 1, 1, 1", "4001, 2999, 333, 250" })
	void extremeShapesKeepAtLeastOnePixel(int width, int height, int wanted, int expectedHeight) {
		Thumbnail thumbnail = thumbnail(png(width, height), wanted);
		assertThat(thumbnail.width()).isEqualTo(Math.min(wanted, width));
		assertThat(thumbnail.height()).isEqualTo(expectedHeight);
	}

	@ParameterizedTest
	@CsvSource({ "png, 600", "jpeg, 600", "jpeg, 4000" })
	void aFinePatternBecomesTheMeanOfItsColors(String format, int side) {
		BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < side; y++) {
			for (int x = 0; x < side; x++) {
				image.setRGB(x, y, ((x / 2 + y / 2) % 2 == 0) ? 0xFFFFFF : 0);
			}
		}
		BufferedImage thumbnail = Images.decode(thumbnail(Images.encode(image, format), 100).png());
		assertClose(thumbnail.getRGB(50, 37), Color.GRAY);
	}

	@Test
	void transparencyIsKept() {
		BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_INT_ARGB);
		image.createGraphics().fillRect(0, 0, 100, 200);
		BufferedImage thumbnail = Images.decode(thumbnail(Images.encode(image, "png"), 50).png());
		assertThat(thumbnail.getRGB(5, 25)).isEqualTo(0xFFFFFFFF);
		assertThat(thumbnail.getRGB(45, 25) >>> 24).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg" })
	void grayStaysAsBrightAsItIs(String format) {
		BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_BYTE_GRAY);
		for (int i = 0; i < 200 * 200; i++) {
			image.getRaster().setSample(i % 200, i / 200, 0, 100);
		}
		BufferedImage thumbnail = Images.decode(thumbnail(Images.encode(image, format), 50).png());
		assertClose(thumbnail.getRGB(25, 25), new Color(100, 100, 100));
	}

	@Test
	void ofAnAnimationTheFirstFrameIsTaken() {
		byte[] image = Images.animatedGif(Images.redAndBlue(80, 60, BufferedImage.TYPE_INT_RGB),
				new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB));
		BufferedImage thumbnail = Images.decode(thumbnail(image, 40).png());
		assertClose(thumbnail.getRGB(5, 15), Color.RED);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 4097, Integer.MAX_VALUE })
	void aWidthOutOfRangeIsRefused(int width) {
		assertProblem(() -> thumbnail(png(30, 20), width), ImageProblem.BAD_WIDTH, width + " pixels", "1 to 4096");
	}

	@Test
	void whatIsNoImageIsRefused() {
		byte[] text = "Dear reader, I am a letter.".getBytes(StandardCharsets.UTF_8);
		assertProblem(() -> thumbnail(text, 200), ImageProblem.NOT_AN_IMAGE, "27 bytes", "PNG, JPEG or GIF");
		assertProblem(() -> thumbnail(new byte[0], 200), ImageProblem.NOT_AN_IMAGE, "0 bytes");
		assertProblem(() -> thumbnail(new byte[1000], 200), ImageProblem.NOT_AN_IMAGE, "1,000 bytes");
		assertProblem(() -> this.worker.metadata(text), ImageProblem.NOT_AN_IMAGE, "27 bytes");
	}

	@Test
	void aFormatThatIsNotServedIsRefused() {
		byte[] bmp = Images.encode(Images.redAndBlue(20, 20, BufferedImage.TYPE_INT_RGB), "bmp");
		assertProblem(() -> thumbnail(bmp, 10), ImageProblem.NOT_AN_IMAGE, "PNG, JPEG or GIF");
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif" })
	void aTruncatedImageIsRefused(String format) {
		byte[] image = Images.encode(new Landscape(320, 240, 20).paint(), format);
		for (int length : new int[] { 30, image.length / 4, image.length / 2, image.length * 9 / 10 }) {
			byte[] truncated = Arrays.copyOf(image, length);
			assertProblem(() -> thumbnail(truncated, 100), ImageProblem.CORRUPT_IMAGE, format.toUpperCase(Locale.ROOT),
					"damaged or incomplete");
		}
	}

	@Test
	void aJpegForPrintIsRead() {
		BufferedImage thumbnail = Images.decode(thumbnail(Images.cmykJpeg(100, 80), 50).png());
		Color color = new Color(thumbnail.getRGB(25, 20));
		assertThat(color.getRed()).isBetween(150, 240);
		assertThat(color.getGreen()).isEqualTo(255);
		assertThat(color.getBlue()).isEqualTo(255);
	}

	@Test
	void aJpegThatJavaCannotReadIsRefusedWithWhatToDo() {
		assertProblem(() -> thumbnail(Images.hierarchicalJpeg(), 50), ImageProblem.UNSUPPORTED_IMAGE, "JPEG",
				"save it as PNG");
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif" })
	void damagedBytesGiveAThumbnailOrAProblemAndNothingElse(String format) {
		byte[] image = Images.encode(new Landscape(80, 60, 20).paint(), format);
		Random random = new Random(7);
		for (int i = 0; i < 500; i++) {
			byte[] damaged = image.clone();
			for (int k = 0; k < 1 + i % 5; k++) {
				// Not the size, which may be damaged to more than this JVM has memory for
				damaged[50 + random.nextInt(image.length - 50)] = (byte) random.nextInt();
			}
			try {
				assertThat(thumbnail(damaged, 40).width()).isPositive();
			}
			catch (ImageException ex) {
				assertThat(ex.getMessage()).contains(format.toUpperCase(Locale.ROOT));
			}
		}
	}

	private Thumbnail thumbnail(byte[] image, int width) {
		return this.worker.thumbnail(new ThumbnailRequest(image, width));
	}

	private static byte[] png(int width, int height) {
		return Images.encode(Images.redAndBlue(width, height, BufferedImage.TYPE_INT_RGB), "png");
	}

	private static void assertProblem(Runnable request, ImageProblem problem, String... messageParts) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(request::run).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(problem.name());
			assertThat(ex.getMessage()).contains(messageParts);
		});
	}

	private static void assertClose(int rgb, Color expected) {
		Color actual = new Color(rgb);
		assertThat(Math.abs(actual.getRed() - expected.getRed())).as("red of %s", actual).isLessThan(8);
		assertThat(Math.abs(actual.getGreen() - expected.getGreen())).as("green of %s", actual).isLessThan(8);
		assertThat(Math.abs(actual.getBlue() - expected.getBlue())).as("blue of %s", actual).isLessThan(8);
	}

}

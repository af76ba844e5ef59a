package io.isolatedworkers.sample.worker.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The sample pictures are what they claim to be.
 */
class SamplePicturesTests {

	private final ImageWorker worker = new ImageIoWorker();

	@Test
	void allPicturesAreWritten(@TempDir Path directory) throws IOException {
		SamplePictures.main(directory.resolve("pictures").toString());
		byte[] photo = Files.readAllBytes(directory.resolve("pictures/photo.jpg"));
		assertThat(photo.length).isBetween(2_000_000, 8_000_000);
		assertThat(this.worker.metadata(photo)).isEqualTo(new ImageMetadata("jpeg", 4000, 3000));
		byte[] bomb = Files.readAllBytes(directory.resolve("pictures/bomb.png"));
		assertThat(bomb).hasSizeLessThan(1_000_000);
		assertThat(this.worker.metadata(bomb)).isEqualTo(new ImageMetadata("png", 20_000, 20_000));
		byte[] corrupt = Files.readAllBytes(directory.resolve("pictures/corrupt.jpg"));
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> this.worker.thumbnail(new ThumbnailRequest(corrupt, 200)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("CORRUPT_IMAGE"));
	}

	@Test
	void aBombIsAValidPng() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PngBomb.write(bytes, 3000, 2000);
		BufferedImage image = Images.decode(bytes.toByteArray());
		assertThat(image.getWidth()).isEqualTo(3000);
		assertThat(image.getHeight()).isEqualTo(2000);
		assertThat(image.getRGB(2999, 1999)).isEqualTo(0xFF000000);
	}

	@Test
	void theSamePhotoIsMadeAgain() {
		assertThat(SamplePictures.photo(160, 120, 16)).isEqualTo(SamplePictures.photo(160, 120, 16));
	}

}

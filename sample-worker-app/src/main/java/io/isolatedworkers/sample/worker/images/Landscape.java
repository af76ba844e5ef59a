package io.isolatedworkers.sample.worker.images;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * A painted landscape with the grain of a camera: a picture that compresses like a photo
 * and needs no place in the repository. The same size gives the same picture.
 */
final class Landscape {

	private static final int SEED = 42;

	private static final int RIDGES = 6;

	private final int width;

	private final int height;

	private final int grain;

	private final SplittableRandom random = new SplittableRandom(SEED);

	private final double[][] ridges = new double[RIDGES][];

	/**
	 * Prepares a picture.
	 * @param width its width in pixels
	 * @param height its height in pixels
	 * @param grain how far a color may be off, 0 to 255; the more, the larger the file
	 */
	Landscape(int width, int height, int grain) {
		this.width = width;
		this.height = height;
		this.grain = grain;
		for (int i = 0; i < RIDGES; i++) {
			this.ridges[i] = ridge(0.45 + 0.1 * i, 0.12 + 0.02 * i);
		}
	}

	/** The height of a ridge at each column, 0 at the top: waves, each half the last. */
	private double[] ridge(double level, double roughness) {
		double[] line = new double[this.width];
		double amplitude = roughness / 2;
		for (double waves = 1.5; waves < this.width / 4.0; waves *= 1.9, amplitude /= 1.8) {
			double phase = this.random.nextDouble() * 2 * Math.PI;
			for (int x = 0; x < this.width; x++) {
				line[x] += amplitude * Math.sin(phase + 2 * Math.PI * waves * x / this.width);
			}
		}
		for (int x = 0; x < this.width; x++) {
			line[x] += level;
		}
		return line;
	}

	BufferedImage paint() {
		BufferedImage image = new BufferedImage(this.width, this.height, BufferedImage.TYPE_INT_RGB);
		int[] row = new int[this.width];
		for (int y = 0; y < this.height; y++) {
			double v = (double) y / this.height;
			for (int x = 0; x < this.width; x++) {
				row[x] = withGrain(color(x, v));
			}
			image.setRGB(0, y, this.width, 1, row, 0, this.width);
		}
		return image;
	}

	private int color(int x, double v) {
		for (int i = RIDGES - 1; i >= 0; i--) {
			double depth = v - this.ridges[i][x];
			if (depth > 0) {
				double haze = (double) (RIDGES - i) / (RIDGES + 1) + Math.min(0.2, depth);
				return blend(0x1B2A22, 0xB9C4D6, Math.min(1, haze));
			}
		}
		double fromSun = Math.hypot((double) x / this.width - 0.7, (v - 0.3) * this.height / this.width);
		int sky = blend(0x3E6FB0, 0xF5DDC0, Math.min(1, v * 1.9));
		return blend(0xFFF6D8, sky, Math.min(1, fromSun * 4));
	}

	private static int blend(int from, int to, double share) {
		int color = 0;
		for (int shift = 16; shift >= 0; shift -= 8) {
			int a = from >> shift & 0xFF;
			int b = to >> shift & 0xFF;
			color |= (int) (a + (b - a) * share) << shift;
		}
		return color;
	}

	private int withGrain(int color) {
		if (this.grain == 0) {
			return color;
		}
		long noise = this.random.nextLong();
		int grainy = 0;
		for (int shift = 16; shift >= 0; shift -= 8) {
			int offset = (int) ((noise & 0xFFFF) * (2 * this.grain + 1) >> 16) - this.grain;
			grainy |= Math.max(0, Math.min(255, (color >> shift & 0xFF) + offset)) << shift;
			noise >>>= 16;
		}
		return grainy;
	}

}

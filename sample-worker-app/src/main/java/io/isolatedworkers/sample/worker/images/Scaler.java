package io.isolatedworkers.sample.worker.images;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Makes images smaller.
 */
final class Scaler {

	private Scaler() {
	}

	/**
	 * Scales an image down. Halves it until the rest is less than half, so that each
	 * pixel of the result is a mean of all that it stands for: one bilinear step alone
	 * looks at four pixels and skips the others.
	 * @param image the image
	 * @param width the new width, not more than the image's
	 * @param height the new height, not more than the image's
	 * @return a copy in sRGB, with transparency if the image has it
	 */
	static BufferedImage scale(BufferedImage image, int width, int height) {
		BufferedImage scaled = image;
		do {
			scaled = draw(scaled, Math.max(width, scaled.getWidth() / 2), Math.max(height, scaled.getHeight() / 2));
		}
		while (scaled.getWidth() > width || scaled.getHeight() > height);
		return scaled;
	}

	private static BufferedImage draw(BufferedImage image, int width, int height) {
		BufferedImage target = new BufferedImage(width, height,
				image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = target.createGraphics();
		try {
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
			graphics.drawImage(image, 0, 0, width, height, null);
		}
		finally {
			graphics.dispose();
		}
		return target;
	}

}

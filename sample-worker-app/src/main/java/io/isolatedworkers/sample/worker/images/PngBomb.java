package io.isolatedworkers.sample.worker.images;

import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A valid PNG of any size, all black: a small file that is a large image. Written row by
 * row, so that writing it takes no memory.
 */
final class PngBomb {

	private static final byte[] SIGNATURE = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

	private static final byte BITS = 8;

	private static final byte GRAY = 0;

	private static final int CHUNK_BYTES = 64 * 1024;

	private PngBomb() {
	}

	static void write(OutputStream out, int width, int height) throws IOException {
		DataOutputStream png = new DataOutputStream(out);
		png.write(SIGNATURE);
		byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(BITS).put(GRAY).array();
		writeChunk(png, "IHDR", header, 0, header.length);
		try (OutputStream rows = new DeflaterOutputStream(new ImageData(png), new Deflater(Deflater.BEST_COMPRESSION),
				CHUNK_BYTES)) {
			byte[] row = new byte[1 + width];
			for (int y = 0; y < height; y++) {
				rows.write(row);
			}
		}
		writeChunk(png, "IEND", new byte[0], 0, 0);
		png.flush();
	}

	private static void writeChunk(DataOutputStream png, String type, byte[] data, int offset, int length)
			throws IOException {
		byte[] name = type.getBytes(StandardCharsets.US_ASCII);
		CRC32 crc = new CRC32();
		crc.update(name);
		crc.update(data, offset, length);
		png.writeInt(length);
		png.write(name);
		png.write(data, offset, length);
		png.writeInt((int) crc.getValue());
	}

	/** Makes a chunk of whatever is written at once; closing it leaves the file open. */
	private static final class ImageData extends FilterOutputStream {

		private final DataOutputStream png;

		private ImageData(DataOutputStream png) {
			super(png);
			this.png = png;
		}

		@Override
		public void write(byte[] data, int offset, int length) throws IOException {
			writeChunk(this.png, "IDAT", data, offset, length);
		}

		@Override
		public void close() throws IOException {
			flush();
		}

	}

}

package io.isolatedworkers.sample.worker.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the vectors promise.
 */
class EmbeddingModelTests {

	@Test
	void aVectorHasLengthOneAndThatOfNoWordsHasNone() {
		assertThat(length(EmbeddingModel.NGRAM.embed("The printer in the kitchen is broken"))).isEqualTo(1,
				within(1e-5));
		assertThat(length(EmbeddingModel.NGRAM.embed("Ääkköset, 明日 und 🙂"))).isEqualTo(1, within(1e-5));
		assertThat(length(EmbeddingModel.NGRAM.embed(" -- 🙂"))).isZero();
	}

	/** Computed by another program in another language. */
	@Test
	void theSameTextHasTheSameBytesEverywhere() {
		String text = "Die Öfen in Gebäude C, 明日 at half past ten";
		byte[] ngram = EmbeddingModel.NGRAM.embed(text).toBytes();
		assertThat(ngram).hasSize(384 * 4).isEqualTo(EmbeddingModel.NGRAM.embed(text).toBytes());
		assertThat(crc(ngram)).isEqualTo("02d85b0c");
		assertThat(crc(EmbeddingModel.WORD.embed(text).toBytes())).isEqualTo("e612a02a");
	}

	@Test
	void textsThatShareWordsAreNearer() {
		Embedding printer = EmbeddingModel.NGRAM.embed("How to repair the printer in the kitchen");
		double same = printer.near(EmbeddingModel.NGRAM.embed("HOW to repair the printer, in the kitchen!").toBytes());
		double alike = printer.near(EmbeddingModel.NGRAM.embed("Repairing printers in a kitchen").toBytes());
		double other = printer.near(EmbeddingModel.NGRAM.embed("Invoices from Lyon are paid monthly").toBytes());
		assertThat(same).isEqualTo(1, within(1e-5));
		assertThat(alike).isGreaterThan(other + 0.2);
	}

	@Test
	void onlyGroupsOfLettersSeeThatWordsAreRelated() {
		String one = "repair";
		String other = "repairing";
		assertThat(EmbeddingModel.NGRAM.embed(one).near(EmbeddingModel.NGRAM.embed(other).toBytes()))
			.isGreaterThan(0.1);
		assertThat(EmbeddingModel.WORD.embed(one).near(EmbeddingModel.WORD.embed(other).toBytes())).isZero();
	}

	private static double length(Embedding embedding) {
		ByteBuffer bytes = ByteBuffer.wrap(embedding.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
		double squares = 0;
		while (bytes.hasRemaining()) {
			float value = bytes.getFloat();
			squares += value * value;
		}
		return Math.sqrt(squares);
	}

	private static String crc(byte[] bytes) {
		CRC32 crc = new CRC32();
		crc.update(bytes);
		return HexFormat.of().toHexDigits((int) crc.getValue());
	}

}

package io.isolatedworkers.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.AbstractList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What whoever sends a frame is told of its way out.
 */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class OutgoingTests {

	private final SocketPair sockets = SocketPair.open();

	private final Outgoing outgoing = new Outgoing(this.sockets.one(), () -> {
	});

	@BeforeEach
	void prepare() throws IOException {
		this.sockets.one().configureBlocking(false);
	}

	@AfterEach
	void close() throws IOException {
		this.sockets.close();
	}

	@Test
	void aFrameThatIsOutIsNotRefusedForThoseOfOthers() throws IOException {
		Frame others = new Frame(400_000, (frame) -> {
			// The first part of it is out, together with the frame before
			if (frame.position() > 0) {
				this.sockets.other().close();
			}
		});
		Frame own = new Frame(1, (frame) -> {
			if (others.left() && this.outgoing.queuedBytes() == 0 && frame.position() == 0) {
				this.outgoing.write(others);
			}
		});
		this.outgoing.write(own);
		assertThat(others.left()).as("the other frame is under way").isTrue();
		assertThat(this.outgoing.failure()).isNotNull();
	}

	@Test
	void aFrameThatIsNotOutIsRefused() throws IOException {
		this.sockets.other().close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.outgoing.write(List.of(ByteBuffer.allocate(1))));
		assertThat(this.outgoing.failure()).isNotNull();
	}

	@Test
	void closingIsNoFailureOfThoseWhoComeLater() throws IOException {
		this.outgoing.close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.outgoing.write(List.of(ByteBuffer.allocate(1))));
		assertThat(this.outgoing.failure()).isNull();
	}

	@Test
	void whatASocketThatWasFullHasRoomForGoesOutBeforeItIsClosed() throws IOException {
		byte[] large = new byte[3_000_000];
		this.outgoing.write(List.of(ByteBuffer.wrap(large)));
		assertThat(this.outgoing.isStalled()).isTrue();
		int read = this.sockets.other().read(ByteBuffer.allocate(large.length));
		this.outgoing.close();
		int rest = this.sockets.other().read(ByteBuffer.allocate(large.length));
		assertThat(rest).isPositive();
		assertThat(read + rest).isLessThanOrEqualTo(large.length);
	}

	/** Something that happens when a frame is looked at. */
	private interface Look {

		void at(ByteBuffer frame) throws IOException;

	}

	private static final class Frame extends AbstractList<ByteBuffer> {

		private final ByteBuffer bytes;

		private final Look look;

		private Frame(int size, Look look) {
			this.bytes = ByteBuffer.allocate(size);
			this.look = look;
		}

		private boolean left() {
			return this.bytes.hasRemaining();
		}

		@Override
		public ByteBuffer get(int index) {
			try {
				this.look.at(this.bytes);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return this.bytes;
		}

		@Override
		public int size() {
			return 1;
		}

	}

}

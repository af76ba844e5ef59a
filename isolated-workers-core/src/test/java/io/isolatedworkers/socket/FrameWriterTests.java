package io.isolatedworkers.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Frames on their way into a socket.
 */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class FrameWriterTests {

	private final SocketPair sockets = SocketPair.open();

	private final SocketChannel reader = this.sockets.other();

	private FrameWriter writer;

	@BeforeEach
	void prepare() throws IOException {
		this.sockets.one().configureBlocking(false);
		this.reader.configureBlocking(false);
		this.writer = new FrameWriter(this.sockets.one());
	}

	@AfterEach
	void close() throws IOException {
		this.sockets.close();
	}

	@Test
	void aFrameIsInTheSocketWhenTheCallReturns() throws IOException {
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1, 2, 3 })))).isTrue();
		assertThat(this.writer.isStalled()).isFalse();
		assertThat(read(100)).containsExactly(1, 2, 3);
	}

	@Test
	void whatRestsIsWrittenByAFlushThatMeetsAnotherFrame() throws IOException {
		this.writer.writeLater(List.of(ByteBuffer.wrap(new byte[] { 1 })));
		List<ByteBuffer> meeting = new AbstractList<>() {

			@Override
			public ByteBuffer get(int index) {
				try {
					assertThat(FrameWriterTests.this.writer.flush()).isTrue();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				return ByteBuffer.wrap(new byte[] { 2 });
			}

			@Override
			public int size() {
				return 1;
			}

		};
		this.writer.writeLater(meeting);
		assertThat(read(100)).containsExactly(1, 2);
	}

	@Test
	void anErrorInTheMiddleOfAWriteIsNoWriterThatIsAwaited() throws IOException {
		List<ByteBuffer> broken = new AbstractList<>() {

			@Override
			public ByteBuffer get(int index) {
				throw new StackOverflowError("as if");
			}

			@Override
			public int size() {
				return 1;
			}

		};
		assertThatThrownBy(() -> this.writer.write(broken)).isInstanceOf(StackOverflowError.class);
		assertThat(this.writer.close()).isTrue();
	}

	@Test
	void aClosedWriterTakesNoFrame() throws IOException {
		assertThat(this.writer.close()).isTrue();
		List<ByteBuffer> frame = List.of(ByteBuffer.wrap(new byte[] { 1 }));
		// More than one: none may be left to another that finds the channel closed
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.writer.write(frame));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.writer.write(frame));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.writer.writeLater(frame));
		assertThat(this.writer.flush()).isTrue();
		assertThat(this.writer.close()).isTrue();
		assertThat(this.reader.read(ByteBuffer.allocate(1))).isZero();
	}

	@Test
	void whatIsRefusedIsNotWrittenAndWhatIsTakenIs() throws Exception {
		for (int round = 0; round < 3_000; round++) {
			FrameWriter closing = new FrameWriter(this.sockets.one());
			AtomicInteger taken = new AtomicInteger();
			CountDownLatch begun = new CountDownLatch(2);
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				Thread thread = new Thread(() -> {
					try {
						for (int frame = 0; frame < 50; frame++) {
							closing.write(List.of(ByteBuffer.allocate(1)));
							taken.incrementAndGet();
							begun.countDown();
						}
					}
					catch (IOException ex) {
						begun.countDown();
					}
				});
				thread.start();
				threads.add(thread);
			}
			begun.await();
			while (!closing.close()) {
				Thread.onSpinWait();
			}
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(read(1_000)).as("round %d", round).hasSize(taken.get());
		}
	}

	@Test
	void aClosedWriterTakesNothingThoughItIsFull() throws IOException {
		this.writer.write(List.of(ByteBuffer.wrap(new byte[3_000_000])));
		assertThat(this.writer.isStalled()).isTrue();
		assertThat(this.writer.close()).isTrue();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1 }))));
	}

	@Test
	void whatRestsIsWrittenWhenTheWriterIsClosed() throws IOException {
		this.writer.writeLater(List.of(ByteBuffer.wrap(new byte[] { 1, 2 })));
		assertThat(this.writer.close()).isTrue();
		assertThat(read(100)).containsExactly(1, 2);
	}

	@Test
	void aWriterIsNotClosedWhileAThreadWrites() throws IOException {
		AtomicReference<Boolean> closed = new AtomicReference<>();
		List<ByteBuffer> closing = new AbstractList<>() {

			@Override
			public ByteBuffer get(int index) {
				try {
					closed.set(FrameWriterTests.this.writer.close());
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				return ByteBuffer.wrap(new byte[] { 3 });
			}

			@Override
			public int size() {
				return 1;
			}

		};
		this.writer.write(closing);
		assertThat(closed).hasValue(false);
		assertThat(read(100)).containsExactly(3);
	}

	@Test
	void anEmptyFrameIsNoHarm() throws IOException {
		assertThat(this.writer.write(List.of(ByteBuffer.allocate(0)))).isTrue();
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 7 })))).isTrue();
		assertThat(read(100)).containsExactly(7);
	}

	@Test
	void onlyTheRestOfABufferIsWritten() throws IOException {
		this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }, 1, 2)));
		assertThat(read(100)).containsExactly(2, 3);
	}

	@Test
	void aFullSocketStallsAndResumingLosesNothing() throws IOException {
		byte[] large = new byte[3_000_000];
		new Random(1).nextBytes(large);
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(large)))).isFalse();
		assertThat(this.writer.isStalled()).isTrue();
		assertThat(this.writer.resume()).isFalse();
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1 })))).as("is left to who resumes").isTrue();
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 2 })))).isTrue();
		byte[] all = new byte[large.length + 2];
		ByteBuffer into = ByteBuffer.wrap(all);
		while (into.hasRemaining()) {
			this.reader.read(into);
			this.writer.resume();
		}
		assertThat(all).startsWith(large).endsWith(1, 2);
		assertThat(this.writer.isStalled()).isFalse();
		assertThat(this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 3 })))).isTrue();
		assertThat(read(100)).containsExactly(3);
	}

	@Test
	void framesOfTwoWritersThatMeetAreInTheSocketWhenBothCallsReturn() throws Exception {
		int rounds = 50_000;
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		Thread other = new Thread(() -> {
			for (int round = 1; round <= rounds; round++) {
				while (begun.get() < round) {
					Thread.onSpinWait();
				}
				try {
					this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1 })));
				}
				catch (IOException ex) {
					return;
				}
				ended.set(round);
			}
		});
		other.setDaemon(true);
		other.start();
		for (int round = 1; round <= rounds; round++) {
			begun.set(round);
			this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 2 })));
			while (ended.get() < round) {
				Thread.onSpinWait();
			}
			assertThat(read(10).length).as("round %d", round).isEqualTo(2);
		}
	}

	@Test
	void resumingWithNothingToDoIsNoHarm() throws IOException {
		assertThat(this.writer.resume()).isTrue();
	}

	@Test
	void aClosedSocketIsReported() throws IOException {
		this.reader.close();
		assertThatIOException().isThrownBy(() -> this.writer.write(List.of(ByteBuffer.wrap(new byte[] { 1 }))));
	}

	private byte[] read(int most) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(most);
		this.reader.read(bytes);
		byte[] read = new byte[bytes.flip().remaining()];
		bytes.get(read);
		return read;
	}

}

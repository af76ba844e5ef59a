package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Frames between the two ends of a real socket.
 */
class ConnectionTests {

	private static final int MAX_FRAME = 4 * 1024 * 1024;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final List<Connection> connections = new ArrayList<>();

	private final SocketPair sockets = SocketPair.open();

	private final Recorder here = new Recorder();

	private final Recorder there = new Recorder();

	@AfterEach
	void close() throws IOException {
		this.connections.forEach(Connection::close);
		this.sockets.close();
	}

	@Test
	void framesGoBothWays() throws IOException {
		Connection one = start(this.sockets.one(), this.here);
		Connection other = start(this.sockets.other(), this.there);
		one.write(frame(1, 2, 3));
		other.write(frame());
		other.write(frame(4));
		await(() -> this.there.frames.size() == 1 && this.here.frames.size() == 2);
		assertThat(this.there.frames.poll()).containsExactly(1, 2, 3);
		assertThat(this.here.frames.poll()).isEmpty();
		assertThat(this.here.frames.poll()).containsExactly(4);
		assertThat(one.isOpen()).isTrue();
	}

	@Test
	void manyWritersLoseNothingAndKeepTheirOrderWhileTheReaderIsSlow() throws Exception {
		int writers = 8;
		int framesEach = 400;
		Connection one = start(this.sockets.one(), this.here);
		inThreads(writers, (writer) -> {
			Random random = new Random(writer);
			for (int i = 0; i < framesEach; i++) {
				one.write(numbered(writer, i, (random.nextInt(100) == 0) ? 600_000 : random.nextInt(3_000)));
			}
		});
		// All writers are done although nobody read a byte so far
		Connection other = connect(this.sockets.other());
		Numbers numbers = new Numbers(writers);
		other.start(numbers);
		await(() -> numbers.count.get() == writers * framesEach);
		assertThat(numbers.problems).isEmpty();
		assertThat(one.isOpen()).isTrue();
	}

	@Test
	void manyWritersLoseNothingAndKeepTheirOrderWhileTheReaderReads() throws Exception {
		int writers = 8;
		int framesEach = 5_000;
		Numbers numbers = new Numbers(writers);
		Connection one = start(this.sockets.one(), this.here);
		Connection other = start(this.sockets.other(), numbers);
		inThreads(writers, (writer) -> {
			Random random = new Random(writer);
			for (int i = 0; i < framesEach; i++) {
				one.write(numbered(writer, i, random.nextInt(300)));
			}
		});
		await(() -> numbers.count.get() == writers * framesEach);
		assertThat(numbers.problems).isEmpty();
	}

	@Test
	void bothSidesCanFloodEachOtherAtOnce() throws Exception {
		Numbers atOne = new Numbers(1);
		Numbers atOther = new Numbers(1);
		Connection one = start(this.sockets.one(), atOne);
		Connection other = start(this.sockets.other(), atOther);
		inThreads(2, (side) -> {
			for (int i = 0; i < 100; i++) {
				((side == 0) ? one : other).write(numbered(0, i, 200_000));
			}
		});
		await(() -> atOne.count.get() == 100 && atOther.count.get() == 100);
		assertThat(atOne.problems).isEmpty();
		assertThat(atOther.problems).isEmpty();
	}

	@Test
	void anInterruptOfAWriterClosesNothingAndLosesNothing() throws Exception {
		int writers = 4;
		int framesEach = 2_000;
		Numbers numbers = new Numbers(writers);
		Connection one = start(this.sockets.one(), this.here);
		Connection other = start(this.sockets.other(), numbers);
		List<Thread> threads = new ArrayList<>();
		Queue<Exception> failures = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < writers; i++) {
			int writer = i;
			threads.add(new Thread(() -> {
				try {
					for (int j = 0; j < framesEach; j++) {
						one.write(numbered(writer, j, (j % 100 == 0) ? 400_000 : 500));
						if (j % 3 == 0) {
							Thread.interrupted();
						}
					}
				}
				catch (IOException ex) {
					failures.add(ex);
				}
			}));
		}
		threads.forEach(Thread::start);
		Random random = new Random(1);
		while (threads.stream().anyMatch(Thread::isAlive)) {
			threads.get(random.nextInt(writers)).interrupt();
		}
		await(() -> numbers.count.get() == writers * framesEach);
		assertThat(failures).isEmpty();
		assertThat(numbers.problems).isEmpty();
		assertThat(one.isOpen()).isTrue();
	}

	@Test
	void anInterruptOfTheConnectionsOwnThreadClosesNothing() throws Exception {
		Connection one = start(this.sockets.one(), this.here);
		Connection other = start(this.sockets.other(), this.there);
		one.write(frame(1));
		await(() -> this.there.frames.size() == 1);
		for (int i = 0; i < 100; i++) {
			this.there.thread.interrupt();
			one.write(frame(i));
		}
		await(() -> this.there.frames.size() == 101);
		await(() -> !this.there.thread.isInterrupted());
		assertThat(other.isOpen()).isTrue();
	}

	@Test
	void closingOnOneSideEndsBothAndIsToldOnce() throws Exception {
		Connection one = start(this.sockets.one(), this.here);
		Connection other = start(this.sockets.other(), this.there);
		one.write(frame(1));
		other.write(frame(2));
		await(() -> this.there.frames.size() == 1 && this.here.frames.size() == 1);
		one.close();
		one.close();
		for (Recorder side : List.of(this.here, this.there)) {
			assertThat(side.closed.await(20, TimeUnit.SECONDS)).isTrue();
			side.thread.join(PATIENCE.toMillis());
			assertThat(side.thread.isAlive()).isFalse();
			assertThat(side.closings).hasValue(1);
			assertThat(side.reasons).isEmpty();
		}
		for (Connection connection : List.of(one, other)) {
			assertThat(connection.isOpen()).isFalse();
			assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> connection.write(frame(1)));
			connection.close();
		}
		assertThat(this.sockets.one().isOpen()).isFalse();
		assertThat(this.sockets.other().isOpen()).isFalse();
	}

	@Test
	void closingFromTheHandlerIsAllowed() throws Exception {
		Connection one = connect(this.sockets.one());
		Connection other = connect(this.sockets.other());
		one.start(this.here);
		Recorder closing = new Recorder() {
			@Override
			public void onFrame(byte[] bytes, int offset, int length) {
				super.onFrame(bytes, offset, length);
				other.close();
			}
		};
		other.start(closing);
		one.write(frame(1));
		assertThat(closing.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.here.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(closing.closings).hasValue(1);
	}

	@Test
	void whatWasWrittenBeforeClosingArrives() throws Exception {
		for (int i = 0; i < 100; i++) {
			try (SocketPair pair = SocketPair.open()) {
				Recorder receiver = new Recorder();
				Connection one = start(pair.one(), new Recorder());
				Connection other = start(pair.other(), receiver);
				one.write(frame(1));
				one.write(frame(2));
				one.close();
				assertThat(receiver.closed.await(20, TimeUnit.SECONDS)).isTrue();
				assertThat(receiver.frames).hasSize(2);
			}
		}
	}

	@Test
	void aFrameOverTheLimitClosesTheConnectionAndSaysWhy() throws Exception {
		Connection one = start(this.sockets.one(), this.here);
		this.sockets.other().write(ByteBuffer.allocate(8).putInt(0, MAX_FRAME + 1));
		assertThat(this.here.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.here.reasons).singleElement()
			.satisfies((reason) -> assertThat(reason).hasMessageContaining("maxFrameBytes"));
	}

	@Test
	void aHandlerThatThrowsClosesTheConnection() throws Exception {
		Connection one = connect(this.sockets.one());
		AtomicBoolean uncaught = new AtomicBoolean();
		Recorder throwing = new Recorder() {
			@Override
			public void onFrame(byte[] bytes, int offset, int length) {
				super.onFrame(bytes, offset, length);
				Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> uncaught.set(true));
				throw new IllegalStateException("handler");
			}
		};
		one.start(throwing);
		this.sockets.other().write(ByteBuffer.allocate(4));
		assertThat(throwing.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(throwing.closings).hasValue(1);
		await(() -> !this.sockets.one().isOpen());
	}

	@Test
	void aClosedChannelIsRefused() throws IOException {
		this.sockets.one().close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(this.sockets.one()));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nothingIsLeftOpenAfterManyRounds() throws Exception {
		for (int i = 0; i < 10; i++) {
			round(i);
		}
		long before = openFiles();
		for (int i = 0; i < 500; i++) {
			round(i);
		}
		await(() -> openFiles() <= before + 5);
	}

	private static void round(int number) throws Exception {
		SocketPair pair = SocketPair.open();
		Recorder one = new Recorder();
		Recorder other = new Recorder();
		Connection first = newConnection(pair.one());
		Connection second = newConnection(pair.other());
		first.start(one);
		second.start(other);
		first.write(frame(1));
		((number % 2 == 0) ? first : second).close();
		assertThat(one.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(other.closed.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatTheOtherSideSentBeforeItClosedIsReadAlsoWhenAWriteFails() throws Exception {
		Connection one = connect(this.sockets.one());
		one.write(numbered(1, 1, 3_000_000));
		this.sockets.other().write(ByteBuffer.wrap(new byte[] { 0, 0, 0, 1, 7 }));
		this.sockets.other().close();
		one.start(this.here);
		assertThat(this.here.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.here.frames).singleElement().isEqualTo(new byte[] { 7 });
	}

	@Test
	void whatWasWrittenByManyBeforeClosingArrives() throws Exception {
		int writers = 4;
		int framesEach = 10;
		for (int i = 0; i < 300; i++) {
			try (SocketPair pair = SocketPair.open()) {
				Recorder receiver = new Recorder();
				Connection one = start(pair.one(), new Recorder());
				Connection other = start(pair.other(), receiver);
				AtomicInteger taken = new AtomicInteger();
				CountDownLatch start = new CountDownLatch(1);
				List<Thread> threads = new ArrayList<>();
				for (int writer = 0; writer < writers; writer++) {
					int number = writer;
					Thread thread = new Thread(() -> {
						try {
							start.await();
							for (int j = 0; j < framesEach; j++) {
								one.write(numbered(number, j, 500));
								taken.incrementAndGet();
							}
							if (number == 0) {
								one.close();
							}
						}
						catch (ClosedChannelException ex) {
							// refused, so it need not arrive
						}
						catch (InterruptedException ex) {
							throw new IllegalStateException(ex);
						}
					});
					thread.start();
					threads.add(thread);
				}
				start.countDown();
				for (Thread thread : threads) {
					thread.join();
				}
				assertThat(receiver.closed.await(20, TimeUnit.SECONDS)).isTrue();
				assertThat(receiver.frames.size()).as("round %d", i).isGreaterThanOrEqualTo(taken.get());
			}
		}
	}

	@Test
	void aHandlerThatThrowsIsTheReason() throws Exception {
		Connection one = connect(this.sockets.one());
		Recorder throwing = new Recorder() {
			@Override
			public void onFrame(byte[] bytes, int offset, int length) {
				super.onFrame(bytes, offset, length);
				Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> {
				});
				throw new OutOfMemoryError("made up");
			}
		};
		one.start(throwing);
		this.sockets.other().write(ByteBuffer.allocate(4));
		assertThat(throwing.closed.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(throwing.reasons).hasSize(1);
	}

	@Test
	void aConnectionThatWasNeverStartedCanBeClosed() throws Exception {
		connect(this.sockets.one()).close();
		assertThat(this.sockets.one().isOpen()).isFalse();
	}

	private Connection start(SocketChannel channel, Connection.Handler handler) throws IOException {
		Connection connection = connect(channel);
		connection.start(handler);
		return connection;
	}

	private Connection connect(SocketChannel channel) throws IOException {
		Connection connection = newConnection(channel);
		this.connections.add(connection);
		return connection;
	}

	private static Connection newConnection(SocketChannel channel) throws IOException {
		return new Connection("test-" + NUMBERS.incrementAndGet(), channel, Framing.lengthPrefixed(), MAX_FRAME);
	}

	private static FrameBuffer frame(int... content) {
		FrameBuffer buffer = new FrameBuffer(MAX_FRAME + 4);
		Framing.lengthPrefixed().begin(buffer);
		for (int b : content) {
			buffer.write(b);
		}
		Framing.lengthPrefixed().end(buffer);
		return buffer;
	}

	/** A frame with the writer's number, its own and some bytes that follow from both. */
	private static FrameBuffer numbered(int writer, int number, int filling) {
		FrameBuffer buffer = new FrameBuffer(MAX_FRAME + 4);
		Framing.lengthPrefixed().begin(buffer);
		byte[] content = new byte[5 + filling];
		ByteBuffer.wrap(content).put((byte) writer).putInt(number);
		Arrays.fill(content, 5, content.length, (byte) (writer * 31 + number));
		buffer.write(content, 0, content.length);
		Framing.lengthPrefixed().end(buffer);
		return buffer;
	}

	private static void inThreads(int count, Task task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(count);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				int number = i;
				futures.add(executor.submit(() -> {
					task.run(number);
					return null;
				}));
			}
			for (Future<?> future : futures) {
				future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static long openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.count();
		}
	}

	private interface Task {

		void run(int number) throws Exception;

	}

	@Test
	void whatIsLeftToTheThreadThatReadsIsSentBeforeClosing() throws Exception {
		for (int i = 0; i < 200; i++) {
			try (SocketPair pair = SocketPair.open()) {
				Recorder busy = new Recorder();
				Recorder receiver = new Recorder();
				Connection one = start(pair.one(), busy);
				Connection other = start(pair.other(), receiver);
				for (int j = 0; j < 50; j++) {
					other.write(frame(j));
				}
				while (busy.frames.size() < 50) {
					Thread.onSpinWait();
				}
				// The thread that reads is on the lookout for more
				one.write(frame(1));
				one.close();
				assertThat(receiver.closed.await(20, TimeUnit.SECONDS)).isTrue();
				assertThat(receiver.frames).as("round %d", i).hasSize(1);
			}
		}
	}

	private static class Recorder implements Connection.Handler {

		final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();

		final Queue<IOException> reasons = new ConcurrentLinkedQueue<>();

		final AtomicInteger closings = new AtomicInteger();

		final CountDownLatch closed = new CountDownLatch(1);

		volatile Thread thread;

		@Override
		public void onFrame(byte[] bytes, int offset, int length) {
			this.thread = Thread.currentThread();
			this.frames.add(Arrays.copyOfRange(bytes, offset, offset + length));
		}

		@Override
		public void onClosed(IOException reason) {
			if (reason != null) {
				this.reasons.add(reason);
			}
			this.closings.incrementAndGet();
			this.closed.countDown();
		}

	}

	/** Checks that each writer's frames come whole and in their order. */
	private static final class Numbers implements Connection.Handler {

		final AtomicInteger count = new AtomicInteger();

		final Queue<String> problems = new ConcurrentLinkedQueue<>();

		private final int[] next;

		private Numbers(int writers) {
			this.next = new int[writers];
		}

		@Override
		public void onFrame(byte[] bytes, int offset, int length) {
			ByteBuffer frame = ByteBuffer.wrap(bytes, offset, length);
			int writer = frame.get();
			int number = frame.getInt();
			if (number != this.next[writer]++) {
				this.problems.add("writer %d: got %d instead of %d".formatted(writer, number, this.next[writer] - 1));
			}
			while (frame.hasRemaining()) {
				if (frame.get() != (byte) (writer * 31 + number)) {
					this.problems.add("writer %d: frame %d is damaged".formatted(writer, number));
					break;
				}
			}
			this.count.incrementAndGet();
		}

		@Override
		public void onClosed(IOException reason) {
		}

	}

}

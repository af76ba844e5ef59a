package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which thread reads from a connection, and that one always does.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ReceivingTests {

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final SocketPair sockets = SocketPair.open();

	private final SocketChannel peer = this.sockets.other();

	private final Queue<Integer> frames = new ConcurrentLinkedQueue<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile @Nullable Thread reader;

	private @Nullable Connection opened;

	@AfterEach
	void close() throws IOException {
		if (this.opened != null) {
			this.opened.close();
		}
		this.sockets.close();
	}

	@Test
	void aThreadThatWaitsAgainAndAgainReadsForItself() throws IOException {
		Connection connection = start((number) -> {
		});
		int answered = 0;
		do {
			answered++;
			send(answered);
			receive(connection, answered, false);
			while (this.frames.size() < answered) {
				Thread.onSpinWait();
			}
		}
		while (this.reader != Thread.currentThread());
		assertThat(this.frames).hasSize(answered);
	}

	@Test
	void whatIsAwaitedByNoThreadIsReadWhenTheOneThatReadHasLeft() throws Exception {
		Connection connection = start((number) -> {
		});
		takeRole(connection);
		// Some leave with others waiting, some with none
		for (int i = 1; i <= 2_000; i++) {
			int before = this.frames.size();
			send(i);
			receive(connection, before + 1, i % 2 == 0);
			send(i);
			while (this.frames.size() < before + 2) {
				Thread.onSpinWait();
			}
		}
	}

	@Test
	void anInterruptEndsTheReadingOnly() throws Exception {
		Connection connection = start((number) -> {
		});
		takeRole(connection);
		CountDownLatch left = new CountDownLatch(1);
		AtomicInteger interrupted = new AtomicInteger();
		Thread waiting = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				receive(connection, Integer.MAX_VALUE, true);
			}
			interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
			left.countDown();
		});
		waiting.start();
		waiting.interrupt();
		left.await();
		assertThat(interrupted).hasValue(1);
		int before = this.frames.size();
		send(7);
		while (this.frames.size() == before) {
			Thread.onSpinWait();
		}
		assertThat(connection.isOpen()).isTrue();
	}

	@Test
	void aThreadThatReadsIsToldWhenItsWaitIsOver() throws Exception {
		Connection connection = start((number) -> {
		});
		takeRole(connection);
		for (int i = 0; i < 200; i++) {
			CountDownLatch asked = new CountDownLatch(1);
			CountDownLatch over = new CountDownLatch(1);
			Thread waiting = new Thread(() -> connection.receiveUntil(new Awaiting() {

				@Override
				public boolean isOver() {
					asked.countDown();
					return over.getCount() == 0;
				}

				@Override
				public boolean othersWait() {
					return false;
				}

			}, Long.MAX_VALUE));
			waiting.start();
			asked.await(10, TimeUnit.MILLISECONDS);
			over.countDown();
			connection.wakeReceiver();
			waiting.join();
		}
	}

	@Test
	void aClosedConnectionIsToldByAThreadOfItsOwn() throws Exception {
		Connection connection = start((number) -> {
		});
		takeRole(connection);
		Thread waiting = new Thread(() -> receive(connection, Integer.MAX_VALUE, true));
		waiting.start();
		this.peer.close();
		waiting.join();
		this.closed.await();
		assertThat(this.reader).isNotSameAs(waiting);
	}

	@Test
	void aThreadThatComesBackAtOnceReadsEvenWhileOthersWait() throws Exception {
		Connection connection = start((number) -> {
		});
		int answered = 0;
		int inARow = 0;
		while (inARow < 200) {
			answered++;
			send(answered);
			receive(connection, answered, true);
			while (this.frames.size() < answered) {
				Thread.onSpinWait();
			}
			inARow = (this.reader == Thread.currentThread()) ? inARow + 1 : 0;
		}
		// Nobody comes back: the others are not forgotten
		send(answered + 1);
		while (this.frames.size() <= answered) {
			Thread.onSpinWait();
		}
		assertThat(this.reader).isNotSameAs(Thread.currentThread());
	}

	@Test
	void aThreadThatFailsWhileItReadsLeavesNoRoleThatNobodyHas() throws Exception {
		Connection connection = start((number) -> {
		});
		takeRole(connection);
		boolean failed = false;
		boolean sent = false;
		while (!failed && this.closed.getCount() > 0) {
			try {
				connection.receiveUntil(new Awaiting() {

					@Override
					public boolean isOver() {
						throw new StackOverflowError("as if");
					}

					@Override
					public boolean othersWait() {
						return true;
					}

				}, TimeUnit.SECONDS.toNanos(30));
			}
			catch (StackOverflowError ex) {
				failed = true;
			}
			if (!failed && !sent) {
				// The connection's own thread reads again, and asks when a frame comes
				send(1);
				sent = true;
			}
		}
		this.closed.await();
		assertThat(connection.isOpen()).isFalse();
	}

	@Test
	void aTaskThatTakesLongKeepsNobodyFromReading() throws Exception {
		CountDownLatch second = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(50);
		start((number) -> {
			if (number < 50) {
				runHere(() -> {
					awaitQuietly(second);
					done.countDown();
				});
			}
			else {
				second.countDown();
				done.countDown();
			}
		});
		// In one piece and one by one: each keeps its thread until the last has come
		send(1, 2, 3, 4, 5);
		for (int i = 6; i < 50; i++) {
			send(i);
		}
		send(50);
		done.await();
		assertThat(this.frames).hasSize(50);
	}

	@Test
	void answersDoNotWaitForATaskThatTakesLong() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		start((number) -> runHere(() -> {
			if (number == 3) {
				awaitQuietly(released);
			}
			answer(number);
		}));
		send(1, 2, 3, 4);
		assertThat(new int[] { read(), read(), read() }).containsExactlyInAnyOrder(1, 2, 4);
		released.countDown();
		assertThat(read()).isEqualTo(3);
	}

	@Test
	void everyAnswerArrivesWhateverTheTasksTake() throws Exception {
		int count = 20_000;
		start((number) -> runHere(() -> {
			if (number % 500 == 0) {
				awaitQuietly(new CountDownLatch(1), 3);
			}
			answer(number);
		}));
		Thread sender = new Thread(() -> {
			for (int i = 1; i <= count; i++) {
				send(i);
			}
		});
		sender.start();
		boolean[] seen = new boolean[count + 1];
		for (int i = 1; i <= count; i++) {
			int number = read();
			assertThat(seen[number]).as("answer %d comes twice", number).isFalse();
			seen[number] = true;
		}
		sender.join();
	}

	@Test
	void aThreadThatDoesNotReadRunsNothing() throws Exception {
		Connection connection = start((number) -> {
		});
		assertThat(connection.runHere(() -> this.frames.add(0))).isFalse();
		assertThat(this.frames).isEmpty();
	}

	private Connection start(FrameTask task) throws IOException {
		Connection connection = new Connection("receiving-" + NUMBERS.incrementAndGet(), this.sockets.one(),
				Framing.lengthPrefixed(), 1024);
		this.opened = connection;
		connection.start(new Connection.Handler() {

			@Override
			public void onFrame(byte[] bytes, int offset, int length) {
				ReceivingTests.this.reader = Thread.currentThread();
				int number = ByteBuffer.wrap(bytes, offset, length).getInt();
				ReceivingTests.this.frames.add(number);
				task.run(number);
			}

			@Override
			public void onClosed(@Nullable IOException reason) {
				ReceivingTests.this.reader = Thread.currentThread();
				ReceivingTests.this.closed.countDown();
			}

		});
		return connection;
	}

	/** Has the connection's own thread leave the reading to others. */
	private void takeRole(Connection connection) {
		int answered = 0;
		while (this.reader != Thread.currentThread()) {
			answered++;
			send(answered);
			receive(connection, answered, false);
			while (this.frames.size() < answered) {
				Thread.onSpinWait();
			}
		}
	}

	private void receive(Connection connection, int count, boolean othersWait) {
		connection.receiveUntil(new Awaiting() {

			@Override
			public boolean isOver() {
				return ReceivingTests.this.frames.size() >= count;
			}

			@Override
			public boolean othersWait() {
				return othersWait;
			}

		}, Long.MAX_VALUE);
	}

	private void runHere(Runnable task) {
		assertThat(this.opened).isNotNull();
		assertThat(this.opened.runHere(task)).isTrue();
	}

	private void answer(int number) {
		try {
			FrameBuffer frame = new FrameBuffer(64);
			Framing.lengthPrefixed().begin(frame);
			byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
			frame.write(bytes, 0, bytes.length);
			Framing.lengthPrefixed().end(frame);
			assertThat(this.opened).isNotNull();
			this.opened.write(frame);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private void send(int... numbers) {
		ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length);
		for (int number : numbers) {
			bytes.putInt(4).putInt(number);
		}
		bytes.flip();
		try {
			while (bytes.hasRemaining()) {
				this.peer.write(bytes);
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private int read() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(8);
		while (bytes.hasRemaining()) {
			assertThat(this.peer.read(bytes)).isPositive();
		}
		return bytes.getInt(4);
	}

	private static void awaitQuietly(CountDownLatch latch) {
		awaitQuietly(latch, TimeUnit.SECONDS.toMillis(30));
	}

	private static void awaitQuietly(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@FunctionalInterface
	private interface FrameTask {

		void run(int number);

	}

}

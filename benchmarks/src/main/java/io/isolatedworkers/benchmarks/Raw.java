package io.isolatedworkers.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The limit: two JVMs that echo bytes over a blocking Unix domain socket and do nothing
 * else. The client knows how many bytes come back; there are no frames, no formats, no
 * threads beside the caller's, except that of the reader where many are in flight.
 */
final class Raw implements Peer {

	private static final int BUFFER = 256 * 1024;

	@Override
	public String name() {
		return "raw";
	}

	@Override
	public Set<Workload> workloads() {
		return EnumSet.allOf(Workload.class);
	}

	/** The other process: sends back what it reads. */
	static void serve(Path socket) throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			try (SocketChannel channel = server.accept()) {
				ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
				while (channel.read(buffer.clear()) >= 0) {
					buffer.flip();
					while (buffer.hasRemaining()) {
						channel.write(buffer);
					}
				}
			}
		}
	}

	@Override
	public Session open() throws IOException, InterruptedException {
		Path socket = ChildJvm.socketPath();
		Process process = ChildJvm.start("raw", socket.toString());
		while (true) {
			if (Files.exists(socket)) {
				SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
				try {
					channel.connect(UnixDomainSocketAddress.of(socket));
					return new RawSession(process, channel, socket);
				}
				catch (IOException ex) {
					// bound but not listening yet
					channel.close();
				}
			}
			if (!process.isAlive()) {
				throw new IOException("The raw echo ended with code " + process.exitValue());
			}
			Thread.sleep(1);
		}
	}

	/**
	 * How many messages of 100 bytes a second come back with 100 in flight: each written
	 * by itself, as many read at a time as there are.
	 */
	static double rate(Session session, long nanos) throws Exception {
		return ((RawSession) session).rate(nanos);
	}

	private static final class RawSession implements Session {

		private static final int MESSAGE = 100;

		private static final int IN_FLIGHT = 100;

		private final Process process;

		private final SocketChannel channel;

		private final Path socket;

		private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

		private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);

		private RawSession(Process process, SocketChannel channel, Path socket) {
			this.process = process;
			this.channel = channel;
			this.socket = socket;
		}

		@Override
		public String text(String text) throws IOException {
			return new String(bytes(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
		}

		@Override
		public byte[] bytes(byte[] bytes) throws IOException {
			byte[] back = new byte[bytes.length];
			int sent = 0;
			int received = 0;
			// What does not fit into the socket's buffers comes back meanwhile
			while (received < bytes.length) {
				if (sent < bytes.length && sent - received < BUFFER / 2) {
					int count = Math.min(BUFFER / 4, bytes.length - sent);
					this.out.clear().put(bytes, sent, count).flip();
					while (this.out.hasRemaining()) {
						this.channel.write(this.out);
					}
					sent += count;
				}
				else {
					int count = this.channel.read(this.in.clear());
					if (count < 0) {
						throw new EOFException();
					}
					this.in.flip().get(back, received, count);
					received += count;
				}
			}
			return back;
		}

		private double rate(long nanos) throws Exception {
			Semaphore free = new Semaphore(IN_FLIGHT);
			AtomicBoolean more = new AtomicBoolean(true);
			long started = System.nanoTime();
			CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
				try {
					ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
					while (System.nanoTime() - started < nanos) {
						free.acquireUninterruptibly();
						this.channel.write(message.clear());
					}
					free.acquireUninterruptibly(IN_FLIGHT);
					more.set(false);
					this.channel.write(message.clear());
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, (task) -> new Thread(task, "writer").start());
			long bytes = 0;
			long messages = 0;
			while (more.get()) {
				bytes += this.channel.read(this.in.clear());
				free.release((int) (bytes / MESSAGE - messages));
				messages = bytes / MESSAGE;
			}
			writer.join();
			return messages * 1e9 / (System.nanoTime() - started);
		}

		@Override
		public boolean isRaw() {
			return true;
		}

		@Override
		public long pid() {
			return this.process.pid();
		}

		@Override
		public void close() throws IOException, InterruptedException {
			this.channel.close();
			this.process.waitFor();
			Files.deleteIfExists(this.socket);
		}

	}

}

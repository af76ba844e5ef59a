package io.isolatedworkers.benchmarks.peers;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Bytes over a blocking Unix domain socket. The caller knows how many come back; there
 * are no frames, no formats and no threads beside the caller's.
 */
final class RawSession implements Session {

	static final int BUFFER_BYTES = 256 * 1024;

	static final int MESSAGE_BYTES = 100;

	private final EchoProcess echo;

	private final SocketChannel channel;

	private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

	private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);

	RawSession(EchoProcess echo, SocketChannel channel) {
		this.echo = echo;
		this.channel = channel;
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
			if (sent < bytes.length && sent - received < BUFFER_BYTES / 2) {
				int count = Math.min(BUFFER_BYTES / 4, bytes.length - sent);
				write(this.out.clear().put(bytes, sent, count).flip());
				sent += count;
			}
			else {
				int count = read(this.in.clear());
				this.in.flip().get(back, received, count);
				received += count;
			}
		}
		return back;
	}

	@Override
	public CompletableFuture<?> later(String text) {
		throw new UnsupportedOperationException("The rate is measured without futures");
	}

	@Override
	public List<InFlight> ways() {
		return List.of(InFlight.EACH_ANSWER);
	}

	/**
	 * Messages of 100 bytes, each written by a system call of its own and read by one, by
	 * one thread on either side: what can be had without putting messages together.
	 */
	@Override
	public double rate(InFlight way, String text, int inFlight, Duration duration) throws IOException {
		ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
		message.put(text.getBytes(StandardCharsets.ISO_8859_1));
		long answered = 0;
		long start = System.nanoTime();
		for (int i = 0; i < inFlight; i++) {
			write(message.rewind());
		}
		while (System.nanoTime() - start < duration.toNanos()) {
			readOne(message);
			answered++;
			write(message.rewind());
		}
		for (int i = 0; i < inFlight; i++) {
			readOne(message);
		}
		return (answered + inFlight) * 1e9 / (System.nanoTime() - start);
	}

	private void readOne(ByteBuffer message) throws IOException {
		message.clear();
		while (message.hasRemaining()) {
			read(message);
		}
	}

	private int read(ByteBuffer bytes) throws IOException {
		int count = this.channel.read(bytes);
		if (count < 0) {
			throw new EOFException("The echo is gone");
		}
		return count;
	}

	private void write(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			this.channel.write(bytes);
		}
	}

	@Override
	public long pid() {
		return this.echo.process().pid();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.channel.close();
		this.echo.close();
		Files.deleteIfExists(Path.of(this.echo.address()));
	}

}

package io.isolatedworkers.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Unix domain sockets.
 */
class SocketAdapterTests {

	@TempDir
	private Path directory;

	@Test
	void whatOneSideWritesTheOtherReads() throws IOException {
		Path path = this.directory.resolve("a.sock");
		try (ServerSocketChannel server = SocketAdapter.listen(path);
				SocketChannel client = SocketAdapter.connect(path);
				SocketChannel accepted = server.accept()) {
			client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
			ByteBuffer read = ByteBuffer.allocate(5);
			assertThat(accepted.read(read)).isEqualTo(5);
			assertThat(read.array()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
		}
	}

	@Test
	void aPathCanBeListenedAtAgainAfterItsCleanup() throws IOException {
		Path path = this.directory.resolve("a.sock");
		SocketAdapter.listen(path).close();
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> SocketAdapter.listen(path));
		SocketAdapter.remove(path);
		SocketAdapter.remove(path);
		SocketAdapter.listen(path).close();
	}

	@Test
	void nobodyWhoListensIsNamedByThePath() throws IOException {
		Path path = this.directory.resolve("a.sock");
		assertThatIOException().isThrownBy(() -> SocketAdapter.connect(path));
		SocketAdapter.listen(path).close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> SocketAdapter.connect(path))
			.withMessageContaining("nobody listens at " + path);
		assertThatIOException().isThrownBy(() -> SocketAdapter.peerPid(path));
	}

	@Test
	void aSocketIsServedAsLongAsSomebodyListens() throws IOException {
		Path path = this.directory.resolve("a.sock");
		assertThat(SocketAdapter.isServed(path)).isFalse();
		try (ServerSocketChannel server = SocketAdapter.listen(path)) {
			assertThat(SocketAdapter.isServed(path)).isTrue();
		}
		assertThat(SocketAdapter.isServed(path)).isFalse();
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void theProcessThatListensIsKnown() throws IOException {
		Path path = this.directory.resolve("a.sock");
		try (ServerSocketChannel server = SocketAdapter.listen(path)) {
			assertThat(SocketAdapter.peerPid(path)).hasValue(ProcessHandle.current().pid());
		}
	}

}

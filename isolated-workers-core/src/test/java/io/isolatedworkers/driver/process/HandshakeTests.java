package io.isolatedworkers.driver.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.server.WorkerMain;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker says to those who connect, spoken to by hand.
 */
class HandshakeTests {

	@TempDir
	private Path directory;

	private Path socket;

	private @Nullable Process worker;

	@BeforeEach
	void chooseSocket() {
		this.socket = this.directory.resolve("w.sock");
	}

	@AfterEach
	void killWorker() {
		if (this.worker != null) {
			this.worker.destroyForcibly();
		}
	}

	private void startWorker(String startupData) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(JvmOptions.defaults().javaExecutable(), "-cp",
				System.getProperty("java.class.path"), WorkerMain.class.getName(), TestWorkerImpl.class.getName(),
				TestWorker.class.getName());
		builder.environment()
			.putAll(Map.of(ProcessStartupData.STARTUP_DATA, startupData.formatted(this.socket.toString())));
		this.worker = builder.inheritIO().start();
	}

	private Conversation connect() {
		// The file is there a moment before the worker listens
		return eventually().ignoreExceptions().until(() -> new Conversation(this.socket), (made) -> true);
	}

	@Test
	void aVersion1HostIsServedWithoutAnyGreeting() throws Exception {
		startWorker(
				"{\"driver\":\"child_process\",\"socketPath\":\"%s\",\"serializer\":\"JsonSerializer\",\"serverConnectTimeout\":30000,\"new\":[1]}");
		try (Conversation host = connect()) {
			host.say("  ");
			host.say("{\"payload\":\"hi\",\"type\":\"echo\",\"tx\":\"1\"}");
			assertThat(host.hear()).isEqualTo("{\"tx\":\"1\",\"type\":\"echoResult\",\"payload\":\"hi\"}");
			host.say("this is no json");
			host.say("{\"tx\":\"2\",\"type\":\"greet\",\"payload\":\"not a person\"}");
			assertThat(host.hear()).contains("\"tx\":\"2\"", "greetError", "not a person");
			host.say("{\"tx\":\"3\",\"type\":\"dance\"}");
			assertThat(host.hear()).isEqualTo(
					"{\"tx\":\"3\",\"type\":\"danceError\",\"payload\":{\"message\":\"Unknown message type: dance\",\"name\":\"Error\"}}");
			host.say("{\"tx\":\"4\",\"type\":\"nothing\",\"payload\":\"x\"}");
			assertThat(host.hear()).isEqualTo("{\"tx\":\"4\",\"type\":\"nothingResult\"}");
		}
		assertThat(this.worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.worker.exitValue()).isZero();
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void strangersAreTurnedAwayAndTheHostIsStillServed() throws Exception {
		startWorker("{\"driver\":\"child_process\",\"socketPath\":\"%s\",\"protocol\":2,\"token\":\"secret\"}");
		connect().close();
		try (Conversation noGreeting = connect()) {
			noGreeting.say("{\"tx\":\"1\",\"type\":\"echo\",\"payload\":\"let me in\"}");
			assertThat(noGreeting.hear()).contains("echoError", "HANDSHAKE_REQUIRED");
			assertThat(noGreeting.hear()).isNull();
		}
		try (Conversation wrongToken = connect()) {
			wrongToken.say(hello("guess", "JsonSerializer"));
			assertThat(wrongToken.hear()).contains("$helloError", "TOKEN_MISMATCH").doesNotContain("secret");
			assertThat(wrongToken.hear()).isNull();
		}
		try (Conversation wrongSerializer = connect()) {
			wrongSerializer.say(hello("secret", "MsgPackSerializer"));
			assertThat(wrongSerializer.hear())
				.contains("Serializer mismatch: host uses MsgPackSerializer, worker uses JsonSerializer");
		}
		try (Conversation host = connect(); Conversation second = connect()) {
			host.say(hello("secret", "JsonSerializer"));
			assertThat(host.hear()).contains("$helloResult", "\"protocol\":2", "\"pid\":" + this.worker.pid(),
					"\"cancel\"");
			second.say(hello("secret", "JsonSerializer"));
			assertThat(second.hear()).contains("HOST_PRESENT");
			host.sayPrefixed("{\"tx\":\"5\",\"type\":\"echo\",\"payload\":\"served\"}");
			assertThat(host.hearPrefixed()).isEqualTo("{\"tx\":\"5\",\"type\":\"echoResult\",\"payload\":\"served\"}");
			assertThat(this.worker.isAlive()).isTrue();
		}
		assertThat(this.worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aFrameOverTheLimitEndsTheConnection() throws Exception {
		startWorker(
				"{\"driver\":\"child_process\",\"socketPath\":\"%s\",\"protocol\":2,\"token\":\"s\",\"maxFrameBytes\":2000}");
		try (Conversation host = connect()) {
			host.say(hello("s", "JsonSerializer"));
			assertThat(host.hear()).contains("$helloResult");
			host.sayRaw(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip());
			assertThat(host.hear()).isNull();
		}
	}

	@Test
	void aWorkerWhoseHostNeverConnectsEndsByItself() throws Exception {
		startWorker(
				"{\"driver\":\"child_process\",\"socketPath\":\"%s\",\"protocol\":2,\"token\":\"s\",\"serverConnectTimeout\":300}");
		assertThat(this.worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.worker.exitValue()).isZero();
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void aWorkerWhoseHostDiesBeforeItConnectsEndsByItself() throws Exception {
		Process host = new ProcessBuilder("sleep", "600").start();
		startWorker(
				"{\"driver\":\"child_process\",\"socketPath\":\"%s\",\"protocol\":2,\"token\":\"s\",\"serverConnectTimeout\":0,\"hostPid\":"
						+ host.pid() + "}");
		host.destroyForcibly();
		assertThat(this.worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void aHostThatWantsVersion1GetsIt() {
		try (Worker started = Workers.start(
				ChildProcessOptions.of(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)),
				WorkerOptions.builder().protocol(1).build())) {
			assertThat(started.agreement().protocol()).isEqualTo(1);
			assertThat(started.contract(TestWorker.class).echo("one")).isEqualTo("one");
		}
	}

	private static String hello(String token, String serializer) {
		return "{\"type\":\"$hello\",\"payload\":{\"protocol\":2,\"serializer\":\"%s\",\"token\":\"%s\",\"pid\":1,\"features\":[\"cancel\",\"unheard-of\"]},\"tx\":\"h\"}"
			.formatted(serializer, token);
	}

	private static final class Conversation implements AutoCloseable {

		private final SocketChannel channel;

		private final BufferedReader input;

		private Conversation(Path socket) throws IOException {
			this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			this.channel.connect(UnixDomainSocketAddress.of(socket));
			this.input = new BufferedReader(
					new InputStreamReader(Channels.newInputStream(this.channel), StandardCharsets.ISO_8859_1));
		}

		void say(String line) throws IOException {
			sayRaw(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
		}

		void sayPrefixed(String text) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			sayRaw(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip());
		}

		void sayRaw(ByteBuffer bytes) throws IOException {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}

		@Nullable String hear() throws IOException {
			return this.input.readLine();
		}

		String hearPrefixed() throws IOException {
			int length = 0;
			for (int i = 0; i < 4; i++) {
				length = length << 8 | this.input.read();
			}
			List<Character> text = new ArrayList<>();
			for (int i = 0; i < length; i++) {
				text.add((char) this.input.read());
			}
			StringBuilder joined = new StringBuilder();
			text.forEach(joined::append);
			return joined.toString();
		}

		@Override
		public void close() throws IOException {
			this.channel.close();
		}

	}

}

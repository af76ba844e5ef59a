package io.isolatedworkers.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import io.isolatedworkers.message.MessageType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The protocol of the command path, spoken as another language would: JSON lines.
 */
class CommandWireTests {

	private static final String HELLO = "{\"type\":\"$hello\",\"payload\":{\"protocol\":1,\"token\":\"%s\"},\"tx\":\"1\"}"
		.formatted(CommandFixture.TOKEN);

	private final CommandFixture host = new CommandFixture();

	private CommandRouter router = this.host.router()
		.command(MessageType.of("wait", Void.class, Void.class), (nothing, worker) -> {
			Thread.currentThread().join();
			return null;
		})
		.maxOpenCommands(1)
		.start();

	private SocketChannel socket;

	private BufferedReader answers;

	@BeforeEach
	void connect() throws IOException {
		this.socket = SocketChannel.open(StandardProtocolFamily.UNIX);
		this.socket.connect(UnixDomainSocketAddress.of(this.router.socket()));
		this.answers = new BufferedReader(Channels.newReader(this.socket, StandardCharsets.UTF_8));
	}

	@AfterEach
	void close() throws IOException {
		this.socket.close();
		this.router.close();
	}

	private String ask(String line) throws IOException {
		tell(line);
		return this.answers.readLine();
	}

	private void tell(String line) throws IOException {
		this.socket.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void aClientOfAFewLinesCanAskForEverything() throws IOException {
		assertThat(ask(HELLO)).startsWith("{\"tx\":\"1\",\"type\":\"$helloResult\",\"payload\":{\"protocol\":1,");
		assertThat(ask(
				"{\"type\":\"execute\",\"payload\":{\"command\":\"upper\",\"params\":{\"text\":\"a\"}},\"tx\":\"2\"}"))
			.isEqualTo("{\"tx\":\"2\",\"type\":\"executeResult\",\"payload\":{\"text\":\"A\"}}");
		assertThat(ask("{\"type\":\"getConfig\",\"payload\":{\"key\":\"archive.batch\"},\"tx\":\"3\"}"))
			.isEqualTo("{\"tx\":\"3\",\"type\":\"getConfigResult\",\"payload\":\"500\"}");
		assertThat(ask("{\"type\":\"getSession\",\"payload\":{\"sessionId\":\"s1\"},\"tx\":\"4\"}"))
			.contains("\"type\":\"getSessionResult\"", "\"user\":\"ada\"");
		assertThat(ask(
				"{\"tx\":\"5\",\"type\":\"emitEvent\",\"payload\":{\"event\":\"archive:done\",\"payload\":{\"n\":1},\"id\":\"e1\"}}"))
			.isEqualTo("{\"tx\":\"5\",\"type\":\"emitEventResult\"}");
		assertThat(ask("{\"tx\":\"6\",\"type\":\"$ping\"}")).isEqualTo("{\"tx\":\"6\",\"type\":\"$pingResult\"}");
		assertThat(this.host.events).extracting(WorkerEvent::id).containsExactly("e1");
	}

	@Test
	void aFailureHasMessageNameAndCodeAndNothingElse() throws IOException {
		ask(HELLO);
		assertThat(ask("{\"type\":\"execute\",\"payload\":{\"command\":\"fail\",\"params\":\"other\"},\"tx\":\"2\"}"))
			.isEqualTo(
					"{\"tx\":\"2\",\"type\":\"executeError\",\"payload\":{\"message\":\"Command 'fail' failed in the host\","
							+ "\"name\":\"CommandException\",\"code\":\"FAILED\"}}");
		assertThat(ask("{\"type\":\"execute\",\"payload\":{\"command\":[]},\"tx\":\"3\"}"))
			.contains("INVALID_ARGUMENTS")
			.doesNotContain("stack", "jackson", "io.isolatedworkers");
		assertThat(ask("{\"type\":\"execute\",\"tx\":\"4\"}")).contains("INVALID_ARGUMENTS").doesNotContain("stack");
		assertThat(ask("{\"type\":\"reboot\",\"tx\":\"5\"}")).contains("Unknown message type: reboot");
		assertThat(ask("{\"type\":\"$hello\",\"tx\":\"6\"}")).contains("Unknown message type");
	}

	@Test
	void anEventWithAKnownIdIsAcknowledgedAndNotDeliveredAgain() throws IOException {
		ask(HELLO);
		for (int i = 0; i < 3; i++) {
			assertThat(
					ask("{\"tx\":\"%d\",\"type\":\"emitEvent\",\"payload\":{\"event\":\"archive:done\",\"id\":\"e1\"}}"
						.formatted(i)))
				.contains("emitEventResult");
		}
		assertThat(this.host.events).hasSize(1);
	}

	@Test
	void whoeverDoesNotGreetFirstIsTurnedAway() throws IOException {
		assertThat(ask("{\"type\":\"getConfig\",\"payload\":{\"key\":\"archive.batch\"},\"tx\":\"1\"}"))
			.contains("HANDSHAKE_REQUIRED")
			.doesNotContain("500");
		assertThat(this.answers.readLine()).isNull();
		assertThat(this.host.log.with("the first message must be $hello")).hasSize(1);
	}

	@Test
	void aWrongTokenIsTurnedAway() throws IOException {
		assertThat(ask(HELLO.replace("for the", "of no"))).contains("\"code\":\"REFUSED\"");
		assertThat(this.answers.readLine()).isNull();
	}

	@Test
	void noiseIsTurnedAway() throws IOException {
		tell("GET / HTTP/1.1");
		assertThat(this.answers.readLine()).isNull();
		assertThat(this.host.log.with("cannot be read")).hasSize(1);
	}

	@Test
	void whoSaysNothingIsTurnedAwayAfterTenSeconds() throws IOException {
		assertThat(this.answers.readLine()).isNull();
		assertThat(this.host.log.with("said nothing for 10 s")).hasSize(1);
	}

	@Test
	void aTransactionIdThatIsInUseMakesNoRoom() throws IOException {
		ask(HELLO);
		tell("{\"type\":\"execute\",\"payload\":{\"command\":\"wait\"},\"tx\":\"2\"}");
		for (int i = 0; i < 3; i++) {
			assertThat(ask("{\"type\":\"execute\",\"payload\":{\"command\":\"wait\"},\"tx\":\"2\"}"))
				.contains("The tx is in use");
			assertThat(ask(
					"{\"type\":\"execute\",\"payload\":{\"command\":\"upper\",\"params\":{\"text\":\"a\"}},\"tx\":\"3\"}"))
				.contains("TOO_MANY");
		}
	}

}

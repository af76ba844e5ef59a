package io.isolatedworkers.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The host's side of the handshake, against a worker that speaks raw bytes.
 */
class HostHandshakeTests {

	private final SocketPair sockets = SocketPair.open();

	private final Received received = new Received();

	private final BufferedReader reader = new BufferedReader(
			new InputStreamReader(Channels.newInputStream(this.sockets.other()), StandardCharsets.UTF_8));

	private MessageConnection connection;

	@AfterEach
	void close() throws IOException {
		this.connection.close();
		this.sockets.close();
	}

	@Test
	void theGreetingIsALineOfJsonWhateverTheSerializer() throws Exception {
		begin(new CborSerializer());
		JsonNode hello = readHello();
		assertThat(hello.get("type").asString()).isEqualTo("$hello");
		assertThat(hello.get("payload").toString()).isEqualTo("""
				{"protocol":2,"serializer":"CborSerializer","format":"f","token":"t","pid":7,\
				"features":["deadline","meta","cancel","attachments","progress","accepted"]}""");
	}

	@Test
	void aWorkerOfVersion2IsAgreedWithAndSpokenToWithLengths() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		String tx = readHello().get("tx").asString();
		ByteBuffer frame = ByteBuffer.wrap("{\"tx\":\"5\",\"type\":\"\\n\"}".getBytes(StandardCharsets.UTF_8));
		byte[] answer = """
				{"payload":{"protocol":2,"features":["meta","warp"],"pid":9,"runtime":"node","version":"22"},\
				"type":"$helloResult","tx":"%s"}
				""".formatted(tx).getBytes(StandardCharsets.UTF_8);
		ByteBuffer both = ByteBuffer.allocate(answer.length + 4 + frame.remaining())
			.put(answer)
			.putInt(frame.remaining())
			.put(frame)
			.flip();
		this.sockets.other().write(both);
		assertThat(handshake.outcome().get(20, TimeUnit.SECONDS))
			.isEqualTo(new Agreement(2, Set.of(Feature.META), "node 22"));
		Awaitility.await().until(() -> !this.received.messages.isEmpty());
		assertThat(this.received.messages).containsExactly(new Message("5", "\n", null));
		this.connection.send(new Message("6", "ping", null), TypeRef.of(Void.class));
		char[] length = new char[4];
		assertThat(this.reader.read(length)).isEqualTo(4);
		assertThat(length).containsExactly('\0', '\0', '\0', (char) "{\"tx\":\"6\",\"type\":\"ping\"}".length());
	}

	@Test
	void aWorkerThatDoesNotKnowTheGreetingIsSpokenToInVersion1() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		answerHello("$helloError", "{\"message\":\"Unknown message type: $hello\",\"name\":\"Error\"}");
		assertThat(handshake.outcome().get(20, TimeUnit.SECONDS)).isEqualTo(Agreement.VERSION_1);
		this.connection.send(new Message("6", "ping", null), TypeRef.of(Void.class));
		assertThat(this.reader.readLine()).isEqualTo("{\"tx\":\"6\",\"type\":\"ping\"}");
	}

	@Test
	void aWorkerOfVersion1WithAnotherSerializerIsRefusedWithWhatToDo() throws Exception {
		HostHandshake handshake = begin(new CborSerializer());
		answerHello("$helloError", "\"no such type\"");
		assertRefused(handshake, "set protocol to 1");
	}

	@Test
	void aRefusalIsGivenInTheWorkersWords() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		answerHello("$helloError", "{\"message\":\"wrong token\",\"code\":\"BAD_TOKEN\"}");
		assertRefused(handshake, "wrong token");
	}

	@Test
	void anAnswerThatCannotBeReadIsARefusal() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		answerHello("$helloResult", "{\"protocol\":\"two\"}");
		assertRefused(handshake, "cannot be read");
	}

	@Test
	void messagesOfOthersBeforeTheAnswerAreLeftAlone() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		String tx = readHello().get("tx").asString();
		write("{\"tx\":\"other\",\"type\":\"$helloResult\",\"payload\":5}\n\n");
		assertThat(handshake.outcome()).isNotDone();
		write("{\"tx\":\"%s\",\"type\":\"$helloResult\",\"payload\":{\"protocol\":99,\"pid\":1}}\n".formatted(tx));
		assertThat(handshake.outcome().get(20, TimeUnit.SECONDS)).isEqualTo(new Agreement(2, Set.of(), ""));
		assertThat(this.received.messages).isEmpty();
	}

	@Test
	void aConnectionThatEndsEndsTheHandshake() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		readHello();
		this.sockets.other().close();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> handshake.outcome().get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(IOException.class);
		Awaitility.await().until(() -> this.received.closed);
	}

	@Test
	void anAnswerWithoutPidIsTaken() throws Exception {
		HostHandshake handshake = begin(new JsonSerializer());
		answerHello("$helloResult", "{\"protocol\":2}");
		assertThat(handshake.outcome().get(20, TimeUnit.SECONDS)).isEqualTo(new Agreement(2, Set.of(), ""));
	}

	private HostHandshake begin(Serializer serializer) throws IOException {
		this.connection = new MessageConnection("test", this.sockets.one(), 1_000_000, new Slf4jLogger("test"));
		return HostHandshake.begin(this.connection,
				new Hello(2, serializer.name(), "f", "t", 7, Hello.featuresWith(new JsonSerializer())), serializer,
				this.received);
	}

	private JsonNode readHello() throws IOException {
		return JsonMapper.shared().readTree(this.reader.readLine());
	}

	private void answerHello(String type, String payload) throws IOException {
		write("{\"tx\":\"%s\",\"type\":\"%s\",\"payload\":%s}\n".formatted(readHello().get("tx").asString(), type,
				payload));
	}

	private void write(String text) throws IOException {
		this.sockets.other().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static void assertRefused(HostHandshake handshake, String why) {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> handshake.outcome().get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(HostHandshake.RefusedException.class)
			.withMessageContaining(why);
	}

	private static final class Received implements MessageConnection.Handler {

		final Queue<Message> messages = new ConcurrentLinkedQueue<>();

		volatile boolean closed;

		@Override
		public TypeRef<?> typeOf(String tx, String type) {
			return null;
		}

		@Override
		public void onMessage(Message message) {
			this.messages.add(message);
		}

		@Override
		public void onError(MalformedMessageException failure) {
		}

		@Override
		public void onClosed(IOException reason) {
			this.closed = true;
		}

	}

}

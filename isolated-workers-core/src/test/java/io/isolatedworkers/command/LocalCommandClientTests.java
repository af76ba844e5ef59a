package io.isolatedworkers.command;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.command.CommandFixture.Circle;
import io.isolatedworkers.command.CommandFixture.Text;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client for tests of workers.
 */
class LocalCommandClientTests {

	private final LocalCommandClient client = new LocalCommandClient()
		.withCommand(CommandFixture.UPPER, (text, worker) -> new Text(text.text() + "!"))
		.withCommand(CommandFixture.SHAPES, (shapes, worker) -> shapes)
		.withConfig("archive.batch", "500")
		.withSession(new Session("s1", "ada", Map.of()));

	@Test
	void itAnswersWhatItWasGiven() {
		assertThat(this.client.execute(CommandFixture.UPPER, new Text("a"))).isEqualTo(new Text("a!"));
		assertThat(this.client.executeAsync(CommandFixture.UPPER, new Text("a")).join()).isEqualTo(new Text("a!"));
		assertThat(this.client.execute(CommandFixture.SHAPES, List.of(new Circle(1)))).containsExactly(new Circle(1));
		assertThat(this.client.getConfig("archive.batch")).isEqualTo("500");
		assertThat(this.client.getSession("s1").user()).isEqualTo("ada");
		this.client.ping();
	}

	@Test
	void itRefusesEverythingElseAsAHostDoes() {
		failsWith(CommandProblem.NOT_ALLOWED, () -> this.client.execute(CommandFixture.WHO, null));
		failsWith(CommandProblem.CONFIG_UNAVAILABLE, () -> this.client.getConfig("other"));
		failsWith(CommandProblem.SESSION_NOT_FOUND, () -> this.client.getSession("s2"));
		this.client.hostAway(true);
		failsWith(CommandProblem.HOST_AWAY, this.client::ping);
		assertThat(this.client.isConnected()).isFalse();
		this.client.close();
		failsWith(CommandProblem.CLOSED, this.client::ping);
	}

	@Test
	void aFailureThatIsNotAwaitedIsAsItIs() {
		assertThat(this.client.executeAsync(CommandFixture.WHO, null).handle((result, failure) -> failure).join())
			.isInstanceOf(CommandException.class);
	}

	@Test
	void itRemembersEvents() {
		this.client.emitEvent("archive:begun", null);
		this.client.offerEvent("archive:progress", "t1", 1);
		this.client.offerEvent("archive:progress", "t1", 2);
		this.client.hostAway(true);
		this.client.storeEvent("t1-complete", "archive:complete", new Text("done"));
		this.client.storeEvent("t1-complete", "archive:complete", new Text("again"));
		assertThat(this.client.emittedEvents()).extracting(WorkerEvent::name).containsExactly("archive:begun");
		assertThat(this.client.offeredEvents()).extracting((event) -> event.payload(Integer.class))
			.containsExactly(1, 2);
		assertThat(this.client.storedEvents()).extracting((event) -> event.payload(Text.class))
			.containsExactly(new Text("done"));
	}

	private static void failsWith(CommandProblem problem, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(CommandException.class).isThrownBy(call)
			.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(problem));
	}

}

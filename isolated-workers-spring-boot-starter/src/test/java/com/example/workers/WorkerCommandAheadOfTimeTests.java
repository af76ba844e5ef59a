package com.example.workers;

import java.util.List;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.message.MessageType;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose beans were worked out at build time answers commands.
 */
class WorkerCommandAheadOfTimeTests {

	private static final String TOKEN = "a-secret-of-some-length";

	private static final TestPropertyValues PROPERTIES = TestPropertyValues.of(
			"isolated-workers.commands.guests.script.token=" + TOKEN,
			"isolated-workers.commands.guests.script.allow.execute=ai/later,ai/generate");

	@Test
	@CompileWithForkedClassLoader
	void commandsAreAnsweredAndTheirArgumentsValidated() {
		BuiltAhead application = new BuiltAhead(PROPERTIES, CommandBeans.class);
		assertHints(application.hints());
		application.run((context) -> {
			try (CommandClient guest = Commands.connect(context.getBean(CommandRouter.class).socket(), TOKEN,
					CommandClientOptions.defaults())) {
				assertThat(guest.execute(MessageType.withoutPayload("ai/later", List.class), null))
					.isEqualTo(List.of("at", "last"));
				assertThatExceptionOfType(CommandException.class)
					.isThrownBy(() -> guest.execute(AskingWorkerImpl.GENERATE, new Prompt("", 0, "x")))
					.withMessageContaining("text must not be blank");
			}
		});
	}

	private static void assertHints(RuntimeHints hints) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(CommandBeans.Assistant.class, "later"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Prompt.class, "text")).accepts(hints);
	}

}

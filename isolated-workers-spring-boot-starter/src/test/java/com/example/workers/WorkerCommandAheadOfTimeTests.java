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
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

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
	@SuppressWarnings("unchecked")
	void commandsAreAnsweredAndTheirArgumentsValidated() {
		TestGenerationContext generation = new TestGenerationContext(TestApplication.class);
		AnnotationConfigApplicationContext atBuildTime = new AnnotationConfigApplicationContext();
		PROPERTIES.applyTo(atBuildTime);
		atBuildTime.register(TestApplication.class, CommandBeans.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(atBuildTime, generation);
		assertHints(generation.getRuntimeHints());
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				PROPERTIES.applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()).initialize(context);
				context.refresh();
				try (CommandClient guest = Commands.connect(context.getBean(CommandRouter.class).socket(), TOKEN,
						CommandClientOptions.defaults())) {
					assertThat(guest.execute(MessageType.withoutPayload("ai/later", List.class), null))
						.isEqualTo(List.of("at", "last"));
					assertThatExceptionOfType(CommandException.class)
						.isThrownBy(() -> guest.execute(AskingWorkerImpl.GENERATE, new Prompt("", 0, "x")))
						.withMessageContaining("text must not be blank");
				}
			}
		});
	}

	private static void assertHints(RuntimeHints hints) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(CommandBeans.Assistant.class, "later"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Prompt.class, "text")).accepts(hints);
	}

}

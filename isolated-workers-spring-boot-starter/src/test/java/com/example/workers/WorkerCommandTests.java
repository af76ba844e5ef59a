package com.example.workers;

import java.nio.file.Path;
import java.util.List;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.message.MessageType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Workers in processes of their own ask their application for what it allows them.
 */
class WorkerCommandTests {

	private static final String TOKEN = "a-secret-of-some-length";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		String allow = "isolated-workers.pools.archive.allow.";
		String guest = "isolated-workers.commands.guests.script.";
		context = new SpringApplicationBuilder(TestApplication.class, CommandBeans.class, Metered.class)
			.web(WebApplicationType.NONE)
			.properties(pool("archive"))
			.properties(pool("mute"))
			.properties(allow + "execute=ai/generate,ai/later,ai/reset,ai/tag,ai/quota,ai/broken,ai/scoped",
					allow + "config=archive.batch-size,archive.missing", allow + "events=archive",
					allow + "sessions=true", guest + "token=" + TOKEN, guest + "allow.execute=ai/later,ai/tag",
					"archive.batch-size=500", "archive.path=/data")
			.run();
	}

	@AfterAll
	static void noSocketIsLeft() {
		Path socket = context.getBean(CommandRouter.class).socket();
		assertThat(socket).exists();
		context.close();
		assertThat(socket).doesNotExist();
	}

	static String[] pool(String name) {
		String prefix = "isolated-workers.pools." + name;
		return new String[] { prefix + ".size=1", prefix + ".contract=" + AskingWorker.class.getName(),
				prefix + ".worker-class=" + AskingWorkerImpl.class.getName() };
	}

	private static AskingWorker worker() {
		return context.getBean("archiveContract", AskingWorker.class);
	}

	private static CommandBeans.Listeners listeners() {
		return context.getBean(CommandBeans.Listeners.class);
	}

	@Test
	void aCommandIsCarriedOutByTheMethodOfABeanWhichKnowsWhoAsks() {
		assertThat(worker().pid()).isNotEqualTo(ProcessHandle.current().pid());
		assertThat(worker().generate(new Prompt("a poem", 10, "x")))
			.isEqualTo("a poem for archive-1 of archive (%d)".formatted(worker().pid()));
		assertThat(AopUtils.isAopProxy(context.getBean(CommandBeans.Assistant.class))).isTrue();
	}

	@Test
	void whatIsPromisedIsWaitedFor() {
		assertThat(worker().execute("ai/later")).isEqualTo("[at, last]");
	}

	@Test
	void aBeanMayHaveAScope() {
		assertThat(worker().execute("ai/scoped")).isEqualTo("1");
		assertThat(worker().execute("ai/scoped")).isEqualTo("1");
	}

	@Test
	void aMethodNeedNotReturnAnything() {
		assertThat(worker().execute("ai/reset")).isEqualTo("null");
	}

	@Test
	void whatBreaksTheRulesIsRefusedWithItsFieldsAndWithoutItsValues() {
		assertThat(worker().generate(new Prompt(" ", 12345, "top-secret")))
			.isEqualTo("INVALID_ARGUMENTS The parameters of ai/generate are not valid: "
					+ "tag breaks @Size; text must not be blank; tokens must be less than or equal to 100");
	}

	@Test
	void theConstraintsOfAParameterCount() {
		try (CommandClient guest = guest(TOKEN)) {
			MessageType<String, String> tag = MessageType.of("ai/tag", String.class, String.class);
			assertThat(guest.execute(tag, "a")).isEqualTo("a");
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> guest.execute(tag, ""))
				.withMessage("The parameters of ai/tag are not valid: tag must not be empty")
				.matches((failure) -> failure.problem() == CommandProblem.INVALID_ARGUMENTS);
		}
	}

	@Test
	void aCommandThatNeedsParametersIsNotCalledWithout() {
		assertThat(worker().execute("ai/tag")).isEqualTo("INVALID_ARGUMENTS The command ai/tag needs parameters");
	}

	@Test
	void onlyAFailureWithACodeIsToldToTheWorker() {
		assertThat(worker().execute("ai/quota")).isEqualTo("QUOTA no tokens left");
		assertThat(worker().execute("ai/broken")).startsWith("FAILED ").doesNotContain("password");
	}

	@Test
	void whatIsNotAllowedIsDeniedLikeWhatDoesNotExist() {
		String hidden = worker().execute("ai/hidden");
		assertThat(hidden).startsWith("NOT_ALLOWED ");
		assertThat(worker().execute("ai/unreal")).isEqualTo(hidden.replace("hidden", "unreal"));
		assertThat(context.getBean("muteContract", AskingWorker.class).execute("ai/later")).isEqualTo("no commands");
	}

	@Test
	void anEventIsAnApplicationEvent() {
		assertThat(worker().emit("archive:progress")).isEqualTo("known");
		assertThat(listeners().progress).contains("{rows=100} of archive-1");
		assertThat(worker().emit("archive:other")).isEqualTo("known");
		assertThat(listeners().all).anyMatch((event) -> event.name().equals("archive:other"));
		assertThat(listeners().progress).allMatch((progress) -> progress.equals("{rows=100} of archive-1"));
	}

	@Test
	void aListenerThatFailsIsToldToTheWorkerWithoutWhy() {
		assertThat(worker().emit("archive:bad")).startsWith("FAILED ").doesNotContain("out of order");
	}

	@Test
	void anEventOfAnotherNameIsDenied() {
		assertThat(worker().emit("training:progress")).startsWith("NOT_ALLOWED ");
		assertThat(worker().emit("archives:progress")).startsWith("NOT_ALLOWED ");
		assertThat(listeners().all).allMatch((event) -> event.name().startsWith("archive:"));
	}

	@Test
	void onlyConfigurationThatIsListedIsTold() {
		assertThat(worker().config("archive.batch-size")).isEqualTo("500");
		String unlisted = worker().config("archive.path");
		assertThat(unlisted).startsWith("CONFIG_UNAVAILABLE ");
		assertThat(worker().config("archive.missing")).isEqualTo(unlisted.replace("path", "missing"));
	}

	@Test
	void aSessionIsFoundByTheBeanOfTheApplication() {
		assertThat(worker().session("s1")).contains("ada").contains("archive-1");
		assertThat(worker().session("s2")).startsWith("SESSION_NOT_FOUND ");
	}

	@Test
	void aGuestIsLetInByItsTokenAndAllowedWhatItIs() {
		try (CommandClient guest = guest(TOKEN)) {
			assertThat(guest.execute(MessageType.withoutPayload("ai/later", List.class), null))
				.isEqualTo(List.of("at", "last"));
			assertThatExceptionOfType(CommandException.class)
				.isThrownBy(() -> guest.execute(MessageType.withoutPayload("ai/reset", Void.class), null))
				.matches((failure) -> failure.problem() == CommandProblem.NOT_ALLOWED);
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> guest.emitEvent("archive:progress", 1))
				.matches((failure) -> failure.problem() == CommandProblem.NOT_ALLOWED);
		}
		try (CommandClient stranger = guest("not-the-token-of-anybody")) {
			assertThatExceptionOfType(CommandException.class).isThrownBy(stranger::ping)
				.matches((failure) -> failure.problem() == CommandProblem.REFUSED);
		}
	}

	private static CommandClient guest(String token) {
		return Commands.connect(context.getBean(CommandRouter.class).socket(), token, CommandClientOptions.defaults());
	}

	@Test
	void commandsAreTimedByNameAndOutcome() {
		MeterRegistry registry = context.getBean(MeterRegistry.class);
		worker().execute("ai/quota");
		worker().execute("ai/hidden");
		assertThat(registry.get("isolated.workers.commands")
			.tags("pool", "archive", "command", "ai/quota", "outcome", "error")
			.timer()
			.count()).isPositive();
		assertThat(registry.find("isolated.workers.commands").tag("command", "ai/hidden").timer()).isNull();
	}

	static class Metered {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}

package com.example.workers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.message.Middleware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application that cannot start says what is wrong and what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	private static final String CONTRACT = "isolated-workers.pools.images.contract=" + ImageWorker.class.getName();

	private static final String WORKER_CLASS = "isolated-workers.pools.images.worker-class="
			+ ImageWorkerImpl.class.getName();

	@Test
	void anUnknownDriverIsNamedWithThoseThatExist(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.defaults.driver=carrier-pigeon");
		assertThat(output).contains("Property: isolated-workers.defaults.driver")
			.contains("Value: \"carrier-pigeon\"")
			.contains("no driver has this name. Those that exist are: 'child-process', 'thread'")
			.contains("Origin: \"isolated-workers.defaults.driver\" from property source \"commandLineArgs\"");
	}

	@Test
	void aKeyThatAThreadCannotHonourIsRefusedWithWhatToDo(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.defaults.driver=thread",
				"isolated-workers.pools.images.jvm.heap=64MB");
		assertThat(output).contains("Property: isolated-workers.pools.images.jvm.heap")
			.contains("Value: \"67108864B\"")
			.contains("a thread shares the JVM with the application and cannot have a heap of its own")
			.contains("Remove the property, or set 'isolated-workers.pools.images.driver' to 'child-process'.");
	}

	@Test
	void anEnvironmentThatAThreadCannotHaveIsNamedWithoutItsValues(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.driver=thread",
				"isolated-workers.pools.images.environment.PASSWORD=secret");
		assertThat(output).contains("Property: isolated-workers.pools.images.environment")
			.contains("Value: \"[PASSWORD]\"")
			.doesNotContain("secret");
	}

	@Test
	void aCommandIsNothingForAThread(CapturedOutput output) {
		fail("isolated-workers.pools.images.driver=thread", "isolated-workers.pools.images.command=node,worker.mjs");
		assertThat(output).contains("Property: isolated-workers.pools.images.command")
			.contains("cannot run a program of its own");
	}

	@Test
	void sharedTypesAreNothingForAProcess(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.shared-types=" + Audit.class.getName());
		assertThat(output).contains("Property: isolated-workers.pools.images.shared-types")
			.contains("set 'isolated-workers.pools.images.driver' to 'thread'");
	}

	@Test
	void detachedWorkersHaveNoSpares(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.detached=true",
				"isolated-workers.pools.images.state-directory=/tmp/never-made", "isolated-workers.defaults.spares=1");
		assertThat(output).contains("Property: isolated-workers.defaults.spares")
			.contains("could not tell a spare from the worker whose state counts")
			.contains(
					"Set 'isolated-workers.pools.images.spares' to 0, or 'isolated-workers.pools.images.detached' to false.");
	}

	@Test
	void aNumberOfSparesBelowZeroIsRefused(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.spares=-1");
		assertThat(output).contains("Property: isolated-workers.pools.images.spares")
			.contains("Pool spares is -1; it must be at least 0");
	}

	@Test
	void oneSocketPathServesNoSpare(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.size=1", "isolated-workers.pools.images.spares=1",
				"isolated-workers.pools.images.socket-path=/tmp/images.sock");
		assertThat(output).contains("this pool has 1 and 1 spares; set its size to 1 and its spares to 0");
	}

	@Test
	void detachedWorkersNeedAStateDirectory(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.defaults.detached=true");
		assertThat(output).contains("Property: isolated-workers.defaults.detached")
			.contains("Set 'isolated-workers.pools.images.state-directory' to a directory");
	}

	@Test
	void aStateDirectoryNeedsDetachedWorkers(CapturedOutput output) {
		fail("isolated-workers.pools.images.command=false", "isolated-workers.pools.images.state-directory=/state");
		assertThat(output).contains("Property: isolated-workers.pools.images.state-directory")
			.contains("Set 'isolated-workers.pools.images.detached' to true, or remove the property.");
	}

	@Test
	void workersThatOutliveTheApplicationCannotWriteToItsLog(CapturedOutput output, @TempDir Path directory) {
		fail("isolated-workers.pools.images.command=false", "isolated-workers.pools.images.detached=true",
				"isolated-workers.pools.images.state-directory=" + directory.resolve("state"),
				"isolated-workers.pools.images.errors=log");
		assertThat(output).contains("Property: isolated-workers.pools.images.errors")
			.contains("a detached worker outlives the application and its log; name a file, or 'discard'");
	}

	@Test
	void workersThatOutliveTheApplicationDoNotEndWithTheirConnection(CapturedOutput output, @TempDir Path directory) {
		fail("isolated-workers.pools.images.command=false", "isolated-workers.pools.images.detached=true",
				"isolated-workers.pools.images.state-directory=" + directory.resolve("state"),
				"isolated-workers.pools.images.disconnect-behavior=shutdown");
		assertThat(output).contains("Property: isolated-workers.pools.images.disconnect-behavior")
			.contains("A detached worker outlives its host");
	}

	@Test
	void outputToAFileNeedsItsDirectory(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.output=lgo");
		assertThat(output).contains("Property: isolated-workers.pools.images.output")
			.contains("it is neither 'log' nor 'discard', and as a file it needs its directory, such as './lgo'");
	}

	@Test
	void aStackThatIsTooSmallIsRefused(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.driver=thread",
				"isolated-workers.pools.images.jvm.stack-size=12B");
		assertThat(output).contains("Property: isolated-workers.pools.images.jvm.stack-size")
			.contains("it must be at least 1KB");
	}

	@Test
	void anUnknownSerializerIsNamedWithThoseThatExist(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.serializer=morse");
		assertThat(output).contains("Property: isolated-workers.pools.images.serializer")
			.contains("Value: \"morse\"")
			.contains("Those that exist are: 'json', 'cbor', 'smile'");
	}

	@Test
	void aFormatThatIsNotOnTheClassPathNamesTheDependencyToAdd(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.serializer=smile");
		assertThat(output).contains("Property: isolated-workers.pools.images.serializer")
			.contains("Add the dependency tools.jackson.dataformat:jackson-dataformat-smile");
	}

	@Test
	void unknownMiddlewareIsNamedWithThatWhichExists(CapturedOutput output) {
		fail(List.of(Audit.class), CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.middleware=audit,autid");
		assertThat(output).contains("Property: isolated-workers.pools.images.middleware")
			.contains("there is no Middleware bean 'autid'. Those that exist are: 'audit'");
	}

	@Test
	void aPoolWithNothingToRunSaysWhatToSet(CapturedOutput output) {
		fail("isolated-workers.pools.images.size=3");
		assertThat(output).contains("Property: isolated-workers.pools.images")
			.contains("the pool has nothing to run")
			.contains("Set exactly one of worker-class, main-class, jar and command.")
			.contains("Origin: \"isolated-workers.pools.images.size\"");
	}

	@Test
	void aPoolThatAnEnvironmentVariableMadeByAccidentNamesTheLikelyOne(CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("ISOLATEDWORKERS_POOLS_OCRFAST_SIZE", "3")));
		SpringApplicationBuilder application = application(List.of()).environment(environment);
		assertThat(catchThrowable(() -> application.run("--isolated-workers.pools.ocr-fast.command=ocr"))).isNotNull();
		assertThat(output).contains("Property: isolated-workers.pools.ocrfast")
			.contains("cannot be told from the pool 'ocr-fast', which is probably meant")
			.contains("ISOLATEDWORKERS_POOLS_OCRFAST_SIZE");
	}

	@Test
	void aPoolWithTwoThingsToRunNamesBoth(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.jar=worker.jar");
		assertThat(output).contains("more than one thing to run: jar and worker-class");
	}

	@Test
	void aWorkerClassWithoutContractSaysWhereToSetIt(CapturedOutput output) {
		fail(WORKER_CLASS);
		assertThat(output).contains("Property: isolated-workers.pools.images.worker-class")
			.contains("Set 'isolated-workers.pools.images.contract' to the interface");
	}

	@Test
	void argumentsOfACommandBelongToTheCommand(CapturedOutput output) {
		fail("isolated-workers.pools.images.command=node", "isolated-workers.pools.images.arguments=worker.mjs");
		assertThat(output).contains("Property: isolated-workers.pools.images.arguments")
			.contains("Put the arguments behind the program in 'command'.");
	}

	@Test
	void aBadPoolNameSaysWhatIsAllowed(CapturedOutput output) {
		fail("isolated-workers.pools.2fast.command=ocr");
		assertThat(output).contains("Property: isolated-workers.pools.2fast")
			.contains("'2fast' cannot be a pool's name; it must begin with a letter")
			.contains("Rename the pool.");
	}

	@Test
	void aPoolNamedLikeAnotherBeanNamesThatBean(CapturedOutput output) {
		fail(List.of(Audit.class), "isolated-workers.pools.audit.command=ocr");
		assertThat(output).contains("Property: isolated-workers.pools.audit")
			.contains("the pool needs a bean named 'audit', and there is one already, defined in "
					+ Audit.class.getName())
			.contains("Rename the pool or the other bean");
	}

	@Test
	void aValueThatIsNotAllowedIsShownWithItsPropertyAndTheRange(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.size=0");
		assertThat(output).contains("Property: isolated-workers.pools.images.size")
			.contains("Value: \"0\"")
			.contains("it must be at least 1");
	}

	@Test
	void anInheritedValueThatIsNotAllowedIsShownWhereItWasSet(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.defaults.maxMessageSize=2GB");
		assertThat(output).contains("Property: isolated-workers.defaults.max-message-size")
			.contains("Origin: \"isolated-workers.defaults.maxMessageSize\"")
			.contains("a message can have 2,147,483,647 bytes at most");
	}

	@Test
	void aTimeoutForAMessageThatTheContractDoesNotHaveIsNamed(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.timeouts.types.ecko=1s");
		assertThat(output).contains("Property: isolated-workers.pools.images.timeouts.types.ecko")
			.contains("has no message 'ecko'. Its messages are: 'echo'");
	}

	@Test
	void aTimeoutForAMessageWithDotsButNoBracketsIsNamed(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.defaults.timeouts.types.archive.start=1s",
				"isolated-workers.defaults.timeouts.types.[archive.stop]=1s");
		assertThat(output).contains("Property: isolated-workers.defaults.timeouts.types.archive.start")
			.doesNotContain("archive.stop");
	}

	@Test
	void aValueOfTheWrongTypeIsShownWithItsProperty(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.timeouts.request=soon");
		assertThat(output).contains("Property: isolated-workers.pools.images.timeouts.request")
			.contains("Value: \"soon\"");
	}

	@Test
	void aContractThatIsNotOnTheClassPathIsShownWithItsProperty(CapturedOutput output) {
		fail("isolated-workers.pools.images.contract=com.example.Missing", WORKER_CLASS);
		assertThat(output).contains("Property: isolated-workers.pools.images.contract")
			.contains("Value: \"com.example.Missing\"");
	}

	@Test
	void anUnknownKeyIsShownWithItsOrigin(CapturedOutput output) {
		fail(CONTRACT, WORKER_CLASS, "isolated-workers.pools.images.sise=3");
		assertThat(output).contains("Property: isolated-workers.pools.images.sise")
			.contains("Origin: \"isolated-workers.pools.images.sise\" from property source \"commandLineArgs\"");
	}

	@Test
	void anUnknownKeyIsShownEvenIfItLeavesNoPool(CapturedOutput output) {
		fail("isolated-workers.pool.images.size=3");
		assertThat(output).contains("Property: isolated-workers.pool.images.size");
	}

	@Test
	void aWorkerClassThatIsAlsoABeanIsNamed(CapturedOutput output) {
		fail(List.of(ImageWorkerImpl.class), CONTRACT, WORKER_CLASS);
		assertThat(output).contains("Property: isolated-workers.pools.images.worker-class")
			.contains("the class is also the bean 'imageWorkerImpl' of this application")
			.contains("instead of the workers of pool 'images'")
			.contains("exclude it from the scanning for components");
	}

	@Test
	void aWorkerClassThatAMethodMakesABeanIsNamed(CapturedOutput output) {
		fail(List.of(WorkerAsBean.class), CONTRACT, WORKER_CLASS);
		assertThat(output).contains("the class is also the bean 'notIsolated' of this application");
	}

	@Test
	void aPoolThatTheParentContextDoesNotHaveIsNamed(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = application(List.of()).properties(TestApplication.pool("images"))
			.run()) {
			SpringApplicationBuilder child = application(List.of()).parent(parent);
			assertThat(catchThrowable(() -> child.run("--isolated-workers.pools.thumbs.command=thumbs"))).isNotNull();
			assertThat(output).contains("Property: isolated-workers.pools.thumbs")
				.contains("whose parent has started its pools without this one");
		}
	}

	@Test
	void anInterfaceThatIsNoContractIsShownWithItsMethods(CapturedOutput output) {
		fail("isolated-workers.pools.images.contract=" + NoContract.class.getName(), WORKER_CLASS);
		assertThat(output).contains("is not a contract")
			.contains("mix(String, String): it takes 2 parameters; put them into one record")
			.contains("or name another interface as the contract of the pool");
	}

	@Test
	void aWorkerThatEndsAtItsStartIsShownWithExitCodeAndOutput(CapturedOutput output) {
		fail("isolated-workers.pools.images.command=sh,-c,echo no paint left >&2; exit 3");
		assertThat(output).contains("The pool 'images' cannot be started")
			.contains("command sh -c echo no paint left >&2; exit 3")
			.contains("exited with code 3")
			.contains("  no paint left")
			.contains("Find the cause in the worker's own output");
	}

	@Test
	void aWorkerThatDoesNotListenIsShownWithTheTimeout(CapturedOutput output) {
		fail("isolated-workers.pools.images.command=sleep,60", "isolated-workers.pools.images.timeouts.startup=300ms");
		assertThat(output).contains("did not listen on its socket within the start-up timeout of PT0.3S")
			.contains("Raise 'isolated-workers.pools.images.timeouts.startup'");
	}

	@Test
	void aCommandThatDoesNotExistIsShown(CapturedOutput output) {
		fail("isolated-workers.pools.images.command=no-such-program");
		assertThat(output).contains("no-such-program")
			.contains("Correct what 'isolated-workers.pools.images' says the worker runs and where");
	}

	@Test
	void aWorkerThatHangsUpIsNotTakenForOneThatDoesNotExist(CapturedOutput output) {
		fail("isolated-workers.pools.images.main-class=" + RudeWorker.class.getName());
		assertThat(output).contains("listens, but could not be used after 5 attempts")
			.contains("Make sure that what listens is a worker server that speaks the protocol.")
			.doesNotContain("must exist and be executable");
	}

	@Test
	void aWorkerThatRefusesTheHostIsShownWithWhatHasToFit(CapturedOutput output) {
		fail("isolated-workers.pools.images.main-class=" + OtherJsonWorker.class.getName());
		assertThat(output).contains("refused the host")
			.contains("the same serializer as 'isolated-workers.pools.images.serializer' says")
			.doesNotContain("must exist and be executable");
	}

	@Test
	void noWorkerIsLeftWhenAnotherPoolCannotStart(CapturedOutput output) {
		List<String> properties = new ArrayList<>(Arrays.asList(TestApplication.pool("first")));
		properties.add("isolated-workers.pools.second.command=false");
		fail(properties.toArray(String[]::new));
		assertThat(output).contains("The pool 'second' cannot be started");
		assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
	}

	private static void fail(String... properties) {
		fail(List.of(), properties);
	}

	private static void fail(List<Class<?>> configuration, String... properties) {
		SpringApplicationBuilder application = application(configuration);
		String[] arguments = Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new);
		assertThat(catchThrowable(() -> application.run(arguments).close())).isNotNull();
	}

	private static SpringApplicationBuilder application(List<Class<?>> configuration) {
		return new SpringApplicationBuilder(TestApplication.class).sources(configuration.toArray(Class<?>[]::new))
			.web(WebApplicationType.NONE)
			.logStartupInfo(false);
	}

	interface NoContract {

		String mix(String one, String other);

	}

	@Configuration(proxyBeanMethods = false)
	static class WorkerAsBean {

		@Bean
		ImageWorkerImpl notIsolated() {
			return new ImageWorkerImpl();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Audit {

		@Bean
		Middleware audit() {
			return (message, direction) -> message;
		}

	}

}

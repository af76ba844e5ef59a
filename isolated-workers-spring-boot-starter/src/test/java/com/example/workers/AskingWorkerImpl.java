package com.example.workers;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.message.MessageType;

/**
 * Runs in the tests' workers, as a process or in threads.
 */
public class AskingWorkerImpl implements AskingWorker, AutoCloseable {

	static final MessageType<Prompt, String> GENERATE = MessageType.of("ai/generate", Prompt.class, String.class);

	private final StartupData data;

	private CommandClient client;

	public AskingWorkerImpl(StartupData data) {
		this.data = data;
	}

	@Override
	public String generate(Prompt prompt) {
		return ask((host) -> host.execute(GENERATE, prompt));
	}

	@Override
	public String execute(String command) {
		return ask((host) -> host.execute(MessageType.withoutPayload(command, Object.class), null));
	}

	@Override
	public String executeLater(String command) {
		try {
			TimeUnit.MILLISECONDS.sleep(500);
		}
		catch (InterruptedException ex) {
			return "interrupted";
		}
		return execute(command);
	}

	@Override
	public String emit(String event) {
		return ask((host) -> {
			host.emitEvent(event, Map.of("rows", 100));
			return "known";
		});
	}

	@Override
	public String config(String key) {
		return ask((host) -> host.getConfig(key));
	}

	@Override
	public String session(String id) {
		return ask((host) -> host.getSession(id));
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	private String ask(Function<CommandClient, Object> question) {
		try {
			return String.valueOf(question.apply(client()));
		}
		catch (CommandException ex) {
			return ex.code() + " " + ex.getMessage();
		}
		catch (IllegalStateException ex) {
			return "no commands";
		}
	}

	private synchronized CommandClient client() {
		if (this.client == null) {
			this.client = Commands.connect(this.data, CommandClientOptions.defaults());
		}
		return this.client;
	}

	@Override
	public synchronized void close() {
		if (this.client != null) {
			this.client.close();
		}
	}

}

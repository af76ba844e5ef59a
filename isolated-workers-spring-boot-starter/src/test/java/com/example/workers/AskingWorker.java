package com.example.workers;

/**
 * A worker that asks its host. Each answer is the result or, if there is none, the code
 * and the message of the failure.
 */
public interface AskingWorker {

	String generate(Prompt prompt);

	/** Executes a command without parameters. */
	String execute(String command);

	/** Executes a command without parameters after a while. */
	String executeLater(String command);

	String emit(String event);

	String config(String key);

	String session(String id);

	long pid();

}

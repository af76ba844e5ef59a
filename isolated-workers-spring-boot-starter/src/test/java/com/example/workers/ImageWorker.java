package com.example.workers;

/**
 * What the tests' workers can do.
 */
public interface ImageWorker {

	String echo(String text);

	long pid();

	String sleep(long millis);

	String exit(int code);

	String fail(String message);

	String environment(String name);

	String systemProperty(String name);

}

package io.isolatedworkers.testing;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the tests' worker can do, good and bad.
 */
public interface TestWorker {

	String echo(String text);

	Person greet(Person person);

	List<Person> family(List<Person> people);

	byte[] reverse(byte[] bytes);

	CompletionStage<Integer> later(int value);

	void nothing(String ignored);

	long pid();

	int count();

	String sleep(long millis);

	boolean wasInterrupted();

	String ignoreInterrupts(long millis);

	String fail(String message);

	String exit(int code);

	String exitUnlessExists(String path);

	String eatMemory(int megabytes);

	String environment(String name);

	String property(String name);

	long maxHeap();

	String large(int characters);

	Object unserializable();

	record Person(String name, int age, List<String> children) implements Serializable {

	}

}

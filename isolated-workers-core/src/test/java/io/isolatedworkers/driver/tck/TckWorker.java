package io.isolatedworkers.driver.tck;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.driver.SharedBuffer;

/**
 * What the worker of the {@link WorkerDriverTck} can do.
 */
public interface TckWorker {

	/** Returns what it is given, {@code null} too. */
	String echo(String text);

	/** Makes each person a year older. */
	List<Person> birthday(List<Person> people);

	/** Turns bytes round. */
	byte[] reverse(byte[] bytes);

	/** Returns a text of a length. */
	String text(int characters);

	/** Has neither payload nor result. */
	void nothing();

	/** Counts its calls: the state of this worker. */
	int count();

	/** Fails with a message and the code {@code TCK}. */
	String fail(String message);

	/** Goes on until it is interrupted. */
	String block();

	/** How many calls of {@link #block()} go on. */
	int blocked();

	/** How many calls of {@link #block()} were interrupted. */
	int interrupted();

	/** Reports that many {@link Step}s. */
	int report(int steps);

	/** What travelled beside the payload. */
	Map<String, String> meta();

	/** Whether the caller told how long it waits. */
	boolean knowsDeadline();

	/** What the constructor was given, empty for nothing. */
	Map<String, Integer> workerData();

	/** Adds 1 to each byte and returns the same buffer. */
	SharedBuffer increment(SharedBuffer buffer);

	/** Ends the process. */
	void halt();

	/** Interrupts the thread that called the constructor. */
	void interruptMaker();

	/**
	 * A payload with structure.
	 *
	 * @param name a text
	 * @param age a number
	 * @param children a list
	 */
	record Person(String name, int age, List<String> children) {

	}

	/**
	 * A report of progress.
	 *
	 * @param number its number, beginning with 0
	 */
	record Step(int number) {

	}

}

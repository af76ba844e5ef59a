package com.example.loopback;

/**
 * A contract for the examples.
 */
public interface Greeter {

	String greet(String name);

	String ignoreInterrupts();

}

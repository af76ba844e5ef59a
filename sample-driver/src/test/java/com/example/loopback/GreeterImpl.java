package com.example.loopback;

import java.util.concurrent.CountDownLatch;

/**
 * Its implementation. Host and worker share classes here, so a static field reaches both.
 */
public class GreeterImpl implements Greeter {

	static final CountDownLatch BEGUN = new CountDownLatch(1);

	static final CountDownLatch RELEASE = new CountDownLatch(1);

	@Override
	public String greet(String name) {
		return "Hello " + name;
	}

	@Override
	public String ignoreInterrupts() {
		BEGUN.countDown();
		while (true) {
			try {
				RELEASE.await();
				return "released";
			}
			catch (InterruptedException ex) {
				// as it says
			}
		}
	}

}

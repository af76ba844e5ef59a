package io.isolatedworkers.server;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.message.InvalidContractException;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Serializer;

/**
 * What a training run serves: it loads what a worker needs for its first answers, so that
 * its JVM archives it. None of the user's code runs.
 */
final class Trainee implements Lessons {

	private static final int MAX_BYTES = 64 * 1024;

	@Override
	public String learn(String names) {
		return learn(names, HostSerializer.of(new ChildProcessDriver().startupData()));
	}

	@Override
	public String learnWithDatabind(String names) {
		Serializer serializer = HostSerializer.of(new ChildProcessDriver().startupData());
		serializer.prepare(new TypeRef<Map<String, List<Integer>>>() {
		});
		return learn(names, serializer);
	}

	private static String learn(String names, Serializer serializer) {
		fail(serializer);
		for (String name : names.split("\n")) {
			try {
				learn(Class.forName(name, false, Thread.currentThread().getContextClassLoader()), serializer);
			}
			catch (ClassNotFoundException | LinkageError | RuntimeException ex) {
				// in a directory, or not to be had by this JVM: the archive does without
			}
		}
		return SelectorProvider.provider().getClass().getName();
	}

	/** Failures are few, but the first should not take longer than others. */
	private static void fail(Serializer serializer) {
		Message failure = new Message("1", "learn" + MessageType.ERROR_SUFFIX,
				RemoteError.of(new IllegalStateException("learned", new IOException())));
		serializer.encode(failure, TypeRef.of(RemoteError.class), new FrameBuffer(MAX_BYTES, false));
	}

	private static void learn(Class<?> type, Serializer serializer) {
		try {
			for (ContractMethod method : Contract.of(type).methods()) {
				serializer.prepare(method.type().payloadType());
				serializer.prepare(method.type().resultType());
			}
		}
		catch (InvalidContractException ex) {
			// an implementation
		}
	}

}

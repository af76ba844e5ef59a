package io.isolatedworkers.server;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.message.InvalidContractException;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;

/**
 * What a training run serves: it loads what a worker needs for its first answers, so that
 * its JVM archives it. None of the user's code runs.
 */
final class Trainee implements Lessons {

	@Override
	public String learn(String names) {
		Serializer serializer = HostSerializer.of(new ChildProcessDriver().startupData());
		// What many contracts need, but not every one
		serializer.prepare(new TypeRef<Map<String, List<Integer>>>() {
		});
		for (String name : names.split("\n")) {
			try {
				learn(Class.forName(name, false, Thread.currentThread().getContextClassLoader()), serializer);
			}
			catch (ClassNotFoundException | LinkageError | RuntimeException ex) {
				// in a directory, or not to be had by this JVM: the archive does without
			}
		}
		return names;
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

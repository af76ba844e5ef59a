package io.isolatedworkers.driver.process;

import java.util.List;

import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The types of contracts that are known by their names.
 */
final class ContractTypes {

	private ContractTypes() {
	}

	/**
	 * Whether a serializer needs databind for none of them. The classes are not
	 * initialised; what this JVM does not have may need it.
	 * @param contracts the names of the contracts
	 * @param loader where they are
	 */
	static boolean areLight(List<String> contracts, Serializer serializer, @Nullable ClassLoader loader) {
		for (String contract : contracts) {
			try {
				for (ContractMethod method : Contract.of(Class.forName(contract, false, loader)).methods()) {
					if (serializer.needsDatabind(method.type().payloadType())
							|| serializer.needsDatabind(method.type().resultType())) {
						return false;
					}
				}
			}
			catch (ClassNotFoundException | LinkageError | RuntimeException ex) {
				return false;
			}
		}
		return true;
	}

}

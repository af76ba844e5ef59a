package io.isolatedworkers.message;

import java.util.List;

/**
 * An interface cannot be read as messages. The message names each method and what to
 * change.
 */
public class InvalidContractException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final Class<?> contract;

	InvalidContractException(Class<?> contract, List<String> problems) {
		super("%s is not a contract:%n  - %s".formatted(contract.getName(),
				String.join("%n  - ".formatted(), problems)));
		this.contract = contract;
	}

	/**
	 * Returns the type that was read.
	 * @return the type
	 */
	public Class<?> contract() {
		return this.contract;
	}

}

package com.example.loopback;

/**
 * What a loopback worker runs. Only names, as for any driver: it is the worker's half
 * that loads the classes.
 *
 * @param contract the full name of the contract's interface
 * @param implementation the full name of the class that implements it
 */
public record LoopbackOptions(String contract, String implementation) {

	/**
	 * A class that implements a contract.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the class that implements it
	 * @return the options
	 */
	public static <T> LoopbackOptions of(Class<T> contract, Class<? extends T> implementation) {
		return new LoopbackOptions(contract.getName(), implementation.getName());
	}

}

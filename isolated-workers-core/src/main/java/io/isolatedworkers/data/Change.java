package io.isolatedworkers.data;

/**
 * One change of a batch.
 */
public sealed interface Change {

	/**
	 * Returns which collection is changed.
	 * @return the collection
	 */
	String collection();

	/**
	 * A new row.
	 *
	 * @param collection its collection
	 * @param row the row
	 */
	record Insert(String collection, Row row) implements Change {
	}

	/**
	 * Other values for a row that exists.
	 *
	 * @param collection its collection
	 * @param id its id
	 * @param changes the new values by column
	 */
	record Update(String collection, Object id, Row changes) implements Change {
	}

	/**
	 * The end of a row.
	 *
	 * @param collection its collection
	 * @param id its id
	 */
	record Delete(String collection, Object id) implements Change {
	}

}

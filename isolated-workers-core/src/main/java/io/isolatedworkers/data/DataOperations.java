package io.isolatedworkers.data;

import java.util.List;
import java.util.Optional;

/**
 * What can be done with the rows of a collection. A handle is a configured name such as
 * {@code primary} or {@code archive}, never a path. A collection is a table whose primary
 * key is one column, its id; texts, numbers and bytes can be ids. Handles, collections
 * and columns that do not exist, and names with characters other than letters, digits and
 * underscores, are refused.
 * <p>
 * All methods throw {@link DataException}; one that did has changed nothing.
 */
public interface DataOperations {

	/**
	 * Lists rows.
	 * @param handle where
	 * @param collection which collection
	 * @param query which rows, in what order and how many
	 * @return the rows with all their columns
	 */
	List<Row> list(String handle, String collection, Query query);

	/**
	 * Finds a row by its id.
	 * @param handle where
	 * @param collection which collection
	 * @param id the id
	 * @return the row, empty if there is none
	 */
	Optional<Row> get(String handle, String collection, Object id);

	/**
	 * Counts rows.
	 * @param handle where
	 * @param collection which collection
	 * @param filter which rows
	 * @return how many
	 */
	long count(String handle, String collection, Filter filter);

	/**
	 * Adds a row. Columns it does not name get their defaults.
	 * @param handle where
	 * @param collection which collection
	 * @param row the row
	 * @throws DataException with {@link DataProblem#CONFLICT} if there is a row with its
	 * id, or the row violates another constraint
	 */
	void insert(String handle, String collection, Row row);

	/**
	 * Changes a row.
	 * @param handle where
	 * @param collection which collection
	 * @param id the row's id
	 * @param changes the new values by column
	 * @return {@code false} if there is no such row
	 */
	boolean update(String handle, String collection, Object id, Row changes);

	/**
	 * Changes a row unless somebody else did meanwhile. The collection needs a whole
	 * number in a column {@code version}, which this increases by one.
	 * @param handle where
	 * @param collection which collection
	 * @param id the row's id
	 * @param changes the new values by column, {@code version} not among them
	 * @param expectedVersion the version that the row must have
	 * @return {@code false} if there is no such row
	 * @throws DataException with {@link DataProblem#STALE_VERSION} if it has another
	 * version, {@link DataProblem#SCHEMA_MISMATCH} if the collection has no versions
	 */
	boolean update(String handle, String collection, Object id, Row changes, long expectedVersion);

	/**
	 * Removes a row.
	 * @param handle where
	 * @param collection which collection
	 * @param id the row's id
	 * @return {@code false} if there is no such row
	 */
	boolean delete(String handle, String collection, Object id);

	/**
	 * Makes several changes, all or none. Far faster than one by one.
	 * @param handle where
	 * @param changes the changes, made in their order; at most 10,000
	 * @return how many rows were changed: updates and deletes of rows that do not exist
	 * count nothing
	 */
	int batch(String handle, List<? extends Change> changes);

}

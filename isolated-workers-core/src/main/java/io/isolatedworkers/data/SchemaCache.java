package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The schemas that one connection has read of one of its files, for as long as nobody
 * changes them. For one thread at a time, as its connection is.
 */
final class SchemaCache implements AutoCloseable {

	private final Connection connection;

	private final String database;

	private final String handle;

	private final PreparedStatement version;

	private final Map<String, TableSchema> schemas = new HashMap<>();

	private int lastVersion;

	/**
	 * An empty cache.
	 * @param connection the connection
	 * @param database the name of the file within the connection, such as {@code main}
	 * @param handle the handle, for messages
	 * @throws SQLException if SQLite reports a failure
	 */
	SchemaCache(Connection connection, String database, String handle) throws SQLException {
		this.connection = connection;
		this.database = database;
		this.handle = handle;
		this.version = connection.prepareStatement("PRAGMA " + TableSchema.quote(database) + ".schema_version");
	}

	TableSchema get(String collection) throws SQLException {
		int now;
		try (ResultSet result = this.version.executeQuery()) {
			now = result.getInt(1);
		}
		if (now != this.lastVersion) {
			this.schemas.clear();
			this.lastVersion = now;
		}
		TableSchema schema = this.schemas.get(collection);
		if (schema == null) {
			schema = TableSchema.read(this.connection, this.database, collection, this.handle);
			this.schemas.put(collection, schema);
		}
		return schema;
	}

	@Override
	public void close() throws SQLException {
		this.version.close();
	}

}

package io.isolatedworkers.sample.worker.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataException;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DataOperations;
import io.isolatedworkers.data.DataProblem;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;

/**
 * The collection of documents, as one model sees it.
 */
final class Documents {

	static final int PAGE = 100;

	private static final String COLLECTION = "documents";

	private static final int ATTEMPTS = 3;

	private final DataAdapter data;

	private final EmbeddingModel model;

	Documents(DataAdapter data, EmbeddingModel model) {
		this.data = data;
		this.model = model;
	}

	/** Documents without a vector of the model. */
	Filter without() {
		return Filter.notEqual("embedding_model", this.model.id())
			.or(Filter.notEqual("embedding_version", this.model.version()));
	}

	/** Documents with a vector of the model. */
	Filter with() {
		return Filter.equal("embedding_model", this.model.id())
			.and(Filter.equal("embedding_version", this.model.version()));
	}

	long count(Filter filter) {
		return this.data.count(DataHandles.PRIMARY, COLLECTION, filter);
	}

	List<Row> page(Query query) {
		return this.data.list(DataHandles.PRIMARY, COLLECTION, query.limit(PAGE));
	}

	/**
	 * Embeds documents. One that others changed since it was read is read again, so that
	 * no text ever has the vector of an older one.
	 * @return how many have theirs now
	 */
	int embed(List<Row> documents) {
		int embedded = 0;
		List<Row> open = documents;
		for (int attempt = 0; attempt < ATTEMPTS && !open.isEmpty(); attempt++) {
			List<Row> changes = open.stream().map(this::changes).toList();
			List<Row> tried = open;
			List<Row> stale = this.data.transaction(DataHandles.PRIMARY, (rows) -> update(rows, tried, changes));
			embedded += tried.size() - stale.size();
			open = stale.stream().map((row) -> get(this.data, row)).flatMap(Optional::stream).toList();
		}
		return embedded;
	}

	/** Made before the transaction, in which nobody else can write. */
	private Row changes(Row document) {
		String title = Objects.requireNonNullElse(document.text("title"), "");
		String text = Objects.requireNonNullElse(document.text("text"), "");
		return Row.builder()
			.set("embedding", this.model.embed(title + "\n" + text).toBytes())
			.set("embedding_model", this.model.id())
			.set("embedding_version", this.model.version())
			.build();
	}

	private static List<Row> update(DataOperations rows, List<Row> documents, List<Row> changes) {
		List<Row> stale = new ArrayList<>();
		for (int i = 0; i < documents.size(); i++) {
			Row document = documents.get(i);
			try {
				boolean found = rows.update(DataHandles.PRIMARY, COLLECTION, id(document), changes.get(i),
						Objects.requireNonNull(document.integer("version"), "version"));
				if (!found) {
					stale.add(document);
				}
			}
			catch (DataException ex) {
				if (ex.problem() != DataProblem.STALE_VERSION) {
					throw ex;
				}
				stale.add(document);
			}
		}
		return stale;
	}

	private static Optional<Row> get(DataOperations rows, Row document) {
		return rows.get(DataHandles.PRIMARY, COLLECTION, id(document));
	}

	private static Object id(Row document) {
		return Objects.requireNonNull(document.value("id"), "id");
	}

}

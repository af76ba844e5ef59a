package io.isolatedworkers.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every adapter does, whatever it is made of. The collections are those of
 * {@link SqliteFixture}, in {@code primary} and {@code archive}.
 */
@Timeout(60)
abstract class DataAdapterContract {

	static final String PRIMARY = DataHandles.PRIMARY;

	static final String ARCHIVE = DataHandles.ARCHIVE;

	static final String MESSAGES = "chat_messages";

	static final String THINGS = "things";

	@TempDir
	Path directory;

	DataAdapter data;

	/**
	 * Makes an adapter on empty collections.
	 * @param directory where files may be
	 * @return the adapter
	 */
	abstract DataAdapter open(Path directory);

	@BeforeEach
	void open() {
		this.data = open(this.directory);
	}

	@AfterEach
	void close() {
		this.data.close();
	}

	static Row message(String id, String chat, long createdAt) {
		return Row.builder()
			.set("id", id)
			.set("chat", chat)
			.set("content", "Content of " + id)
			.set("created_at", createdAt)
			.set("version", 1)
			.build();
	}

	static Row thing(Object id, @Nullable Object v) {
		return Row.builder().set("id", id).set("v", v).set("w", null).build();
	}

	static void fails(DataProblem problem, ThrowingCallable call, String... words) {
		assertThatExceptionOfType(DataException.class).isThrownBy(call).satisfies((ex) -> {
			assertThat(ex.problem()).as(ex.getMessage()).isEqualTo(problem);
			for (String word : words) {
				assertThat(ex.getMessage()).contains(word);
			}
		});
	}

	@Test
	void aRowIsFoundChangedAndRemovedByItsId() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "one", 1));
		assertThat(this.data.get(PRIMARY, MESSAGES, "a")).contains(message("a", "one", 1));
		assertThat(this.data.get(ARCHIVE, MESSAGES, "a")).isEmpty();
		assertThat(this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("chat", "two")))).isTrue();
		assertThat(this.data.get(PRIMARY, MESSAGES, "a")).contains(message("a", "two", 1));
		assertThat(this.data.update(PRIMARY, MESSAGES, "b", Row.of(Map.of("chat", "two")))).isFalse();
		assertThat(this.data.delete(PRIMARY, MESSAGES, "a")).isTrue();
		assertThat(this.data.delete(PRIMARY, MESSAGES, "a")).isFalse();
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
	}

	@Test
	void anUpdateWithoutChangesTellsWhetherTheRowIsThere() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "one", 1));
		assertThat(this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of()))).isTrue();
		assertThat(this.data.update(PRIMARY, MESSAGES, "b", Row.of(Map.of()))).isFalse();
	}

	@Test
	void anIdCanBeChangedUnlessItIsTaken() {
		this.data.batch(PRIMARY, List.of(insert(message("a", "one", 1)), insert(message("b", "one", 2))));
		fails(DataProblem.CONFLICT, () -> this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("id", "b"))));
		assertThat(this.data.get(PRIMARY, MESSAGES, "a")).isPresent();
		assertThat(this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("id", "c")))).isTrue();
		assertThat(ids(this.data.list(PRIMARY, MESSAGES, Query.all()))).containsExactly("b", "c");
	}

	@Test
	void aSecondRowWithTheSameIdIsAConflict() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "one", 1));
		fails(DataProblem.CONFLICT, () -> this.data.insert(PRIMARY, MESSAGES, message("a", "two", 2)), MESSAGES,
				PRIMARY);
		assertThat(this.data.get(PRIMARY, MESSAGES, "a")).contains(message("a", "one", 1));
	}

	@Test
	void aRowWithoutIdIsRefused() {
		fails(DataProblem.INVALID_VALUE, () -> this.data.insert(PRIMARY, MESSAGES, Row.of(Map.of("chat", "one"))),
				"id");
		fails(DataProblem.INVALID_VALUE,
				() -> this.data.insert(PRIMARY, MESSAGES, Row.builder().set("id", null).build()), "id");
		this.data.insert(PRIMARY, MESSAGES, message("a", "one", 1));
		fails(DataProblem.INVALID_VALUE,
				() -> this.data.update(PRIMARY, MESSAGES, "a", Row.builder().set("id", null).build()), "id");
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isOne();
	}

	@Test
	void everyTypeSurvives() {
		byte[] bytes = new byte[70_000];
		new Random(7).nextBytes(bytes);
		Object[] values = { null, 0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1.0, 0.1, Double.MIN_VALUE, Double.MAX_VALUE,
				Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, "", "plain", "with\0zero", "\uFFFD", "Grüße 日本 😀",
				"'; DROP TABLE things; --", "\"", "?", "1", new byte[0], new byte[] { 0 },
				"text".getBytes(StandardCharsets.UTF_8), bytes };
		for (int i = 0; i < values.length; i++) {
			this.data.insert(PRIMARY, THINGS, thing(i, values[i]));
		}
		for (int i = 0; i < values.length; i++) {
			Object value = this.data.get(PRIMARY, THINGS, i).orElseThrow().value("v");
			assertThat(value).as("value %d", i).isEqualTo(values[i]);
			if (values[i] != null) {
				assertThat(value).as("value %d", i).hasSameClassAs(values[i]);
				assertThat(this.data.list(PRIMARY, THINGS, Query.all().where(Filter.equal("v", values[i]))))
					.extracting((row) -> row.value("id"))
					.containsExactly((long) i);
			}
		}
	}

	@Test
	void randomTextsAndBytesSurvive() {
		Random random = new Random(42);
		List<Change> changes = new ArrayList<>();
		List<Row> rows = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			String text = random.ints(random.nextInt(50), 0, 0x110000)
				.filter((point) -> point < 0xD800 || point > 0xDFFF)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			Row row = Row.builder().set("id", i).set("v", bytes).set("w", text).build();
			rows.add(row);
			changes.add(new Change.Insert(THINGS, row));
		}
		this.data.batch(PRIMARY, changes);
		assertThat(this.data.list(PRIMARY, THINGS, Query.all())).isEqualTo(rows);
	}

	@Test
	void idsOfAllTypesAreToldApart() {
		Object[] ids = { 1, 1.5, "1", "", new byte[] { '1' }, new byte[0], "with\0zero", "' OR 1=1 --" };
		for (Object id : ids) {
			this.data.insert(PRIMARY, THINGS, thing(id, "before"));
		}
		for (int i = 0; i < ids.length; i++) {
			assertThat(this.data.update(PRIMARY, THINGS, ids[i], Row.of(Map.of("v", i)))).isTrue();
		}
		for (int i = 0; i < ids.length; i++) {
			assertThat(this.data.get(PRIMARY, THINGS, ids[i]).orElseThrow().integer("v")).isEqualTo(i);
			assertThat(this.data.delete(PRIMARY, THINGS, ids[i])).isTrue();
		}
	}

	@Test
	void textThatIsHalfACharacterIsRefused() {
		fails(DataProblem.INVALID_VALUE, () -> thing(1, "half \uD83D"), "'v'");
		fails(DataProblem.INVALID_VALUE, () -> Filter.equal("v", "\uDE00"), "'v'");
		fails(DataProblem.INVALID_VALUE, () -> this.data.get(PRIMARY, THINGS, "\uD83Dx"));
	}

	@Test
	void nullIsNotTheSameAsMissing() {
		this.data.insert(PRIMARY, THINGS, Row.of(Map.of("id", 1, "v", "x")));
		Row row = this.data.get(PRIMARY, THINGS, 1).orElseThrow();
		assertThat(row.columns()).containsExactly("id", "v", "w");
		assertThat(row.value("w")).isNull();
		this.data.update(PRIMARY, THINGS, 1, Row.builder().set("w", "y").build());
		assertThat(this.data.get(PRIMARY, THINGS, 1).orElseThrow().text("v")).isEqualTo("x");
		this.data.update(PRIMARY, THINGS, 1, Row.builder().set("v", null).build());
		assertThat(this.data.get(PRIMARY, THINGS, 1).orElseThrow().text("v")).isNull();
	}

	@Test
	void filtersKnowNullAndTheOrderOfTypes() {
		Object[] values = { null, -1, 1, 1.5, "a", "b", new byte[] { 1 } };
		for (int i = 0; i < values.length; i++) {
			this.data.insert(PRIMARY, THINGS, thing(i, values[i]));
		}
		finds(Filter.all(), 0, 1, 2, 3, 4, 5, 6);
		finds(Filter.equal("v", null), 0);
		finds(Filter.notEqual("v", null), 1, 2, 3, 4, 5, 6);
		finds(Filter.equal("v", 1.0), 2);
		finds(Filter.notEqual("v", 1), 0, 1, 3, 4, 5, 6);
		finds(Filter.less("v", 1.5), 1, 2);
		finds(Filter.atMost("v", 1.5), 1, 2, 3);
		finds(Filter.greater("v", 1.5), 4, 5, 6);
		finds(Filter.atLeast("v", "b"), 5, 6);
		finds(Filter.less("v", new byte[0]), 1, 2, 3, 4, 5);
		finds(Filter.in("v", List.of("a", 1)), 2, 4);
		finds(Filter.in("v", List.of()));
		finds(Filter.less("v", "a").and(Filter.greater("v", -1)), 2, 3);
		finds(Filter.equal("v", "a").or(Filter.equal("v", null)).and(Filter.less("id", 3)), 0);
		finds(Filter.equal("v", "a").or(Filter.equal("v", null).and(Filter.less("id", 3))), 0, 4);
		finds(new Filter.Comparison("v", Filter.Operator.LESS, null));
	}

	private void finds(Filter filter, int... ids) {
		assertThat(this.data.list(PRIMARY, THINGS, Query.all().where(filter))).extracting((row) -> row.value("id"))
			.containsExactly(IntStream.of(ids).mapToObj((id) -> (Object) (long) id).toArray());
		assertThat(this.data.count(PRIMARY, THINGS, filter)).isEqualTo(ids.length);
	}

	@Test
	void filtersTooDeepAreRefused() {
		Filter filter = Filter.all();
		for (int i = 0; i < DataChecks.MAX_DEPTH; i++) {
			filter = filter.or(Filter.equal("v", i));
		}
		assertThat(this.data.count(PRIMARY, THINGS, filter)).isZero();
		Filter tooDeep = filter.or(Filter.equal("v", 1));
		fails(DataProblem.INVALID_VALUE, () -> this.data.count(PRIMARY, THINGS, tooDeep), "500");
	}

	@Test
	void pagesNeitherOverlapNorLeaveGaps() {
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			// Ties of all types, NULL among them, and ids whose order is not that of
			// their making.
			Object order = switch (i % 6) {
				case 0 -> null;
				case 1 -> (long) (i % 7);
				case 2 -> i % 5 + 0.5;
				case 3 -> "text" + i % 3;
				case 4 -> new byte[] { (byte) (i % 4) };
				default -> "\uFF5E😀".substring((i % 4 < 2) ? 1 : 0, (i % 4 < 2) ? 3 : 1);
			};
			changes.add(new Change.Insert(THINGS, thing("id" + (i * 7_919L) % 3_001, order)));
		}
		this.data.batch(PRIMARY, changes);
		for (String orderBy : new @Nullable String[] { null, "id", "v", "V" }) {
			for (boolean descending : new boolean[] { false, true }) {
				Query query = new Query(Filter.all(), orderBy, descending, null, 10_000);
				List<Row> all = this.data.list(PRIMARY, THINGS, query);
				assertThat(all).hasSize(3_000);
				List<Row> paged = new ArrayList<>();
				List<Row> page = this.data.list(PRIMARY, THINGS, query.limit(37));
				while (!page.isEmpty()) {
					paged.addAll(page);
					page = this.data.list(PRIMARY, THINGS, query.limit(37).after(page.get(page.size() - 1)));
				}
				assertThat(paged).as("%s %s", orderBy, descending).isEqualTo(all);
				List<Object> values = new ArrayList<>();
				all.forEach((row) -> values.add(row.value((orderBy == null) ? "id" : orderBy.toLowerCase())));
				List<Object> sorted = new ArrayList<>(values);
				sorted.sort(descending ? Collections.reverseOrder(ValueOrder.INSTANCE) : ValueOrder.INSTANCE);
				assertThat(values).isEqualTo(sorted);
			}
		}
	}

	@Test
	void textsHaveTheOrderOfTheirBytes() {
		// Java's own order has the last two the other way round.
		for (String id : List.of("\uD83D\uDE00", "\uFF5E", "é", "z", "B", "a")) {
			this.data.insert(PRIMARY, THINGS, thing(id, null));
		}
		assertThat(ids(this.data.list(PRIMARY, THINGS, Query.all()))).containsExactly("B", "a", "z", "é", "\uFF5E",
				"\uD83D\uDE00");
	}

	@Test
	void aPageCanBeginBehindARowThatIsGone() {
		this.data.batch(PRIMARY,
				List.of(insert(message("a", "x", 1)), insert(message("b", "x", 1)), insert(message("c", "x", 2))));
		Row last = this.data.list(PRIMARY, MESSAGES, Query.all().ascendingBy("created_at").limit(1)).get(0);
		this.data.delete(PRIMARY, MESSAGES, "a");
		assertThat(ids(this.data.list(PRIMARY, MESSAGES, Query.all().ascendingBy("created_at").after(last))))
			.containsExactly("b", "c");
	}

	@Test
	void aPageCannotBeginBehindARowThatLacksTheOrderColumn() {
		Query query = Query.all().ascendingBy("created_at").after(Row.of(Map.of("id", "a")));
		fails(DataProblem.INVALID_IDENTIFIER, () -> this.data.list(PRIMARY, MESSAGES, query), "created_at");
	}

	@Test
	void limitsAreKept() {
		this.data.batch(PRIMARY,
				List.of(insert(message("a", "x", 1)), insert(message("b", "x", 1)), insert(message("c", "x", 2))));
		assertThat(this.data.list(PRIMARY, MESSAGES, Query.all().limit(2))).hasSize(2);
		fails(DataProblem.INVALID_VALUE, () -> Query.all().limit(0), "10,000");
		fails(DataProblem.INVALID_VALUE, () -> Query.all().limit(10_001), "10,000");
		fails(DataProblem.INVALID_VALUE, () -> Filter.in("v", LongStream.range(0, 501).boxed().toList()), "500");
		List<Change.Delete> tooMany = Collections.nCopies(10_001, new Change.Delete(MESSAGES, "a"));
		fails(DataProblem.INVALID_VALUE, () -> this.data.batch(PRIMARY, tooMany), "10,000");
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(3);
	}

	@Test
	void anUpdateOfAnotherVersionIsStale() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "one", 1));
		assertThat(this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("chat", "two")), 1)).isTrue();
		assertThat(this.data.get(PRIMARY, MESSAGES, "a").orElseThrow().integer("version")).isEqualTo(2);
		fails(DataProblem.STALE_VERSION,
				() -> this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("chat", "three")), 1), "2", "1");
		assertThat(this.data.get(PRIMARY, MESSAGES, "a").orElseThrow().text("chat")).isEqualTo("two");
		assertThat(this.data.update(PRIMARY, MESSAGES, "b", Row.of(Map.of("chat", "three")), 1)).isFalse();
		fails(DataProblem.INVALID_VALUE,
				() -> this.data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("version", 9)), 2), "version");
		this.data.insert(PRIMARY, THINGS, thing(1, "x"));
		fails(DataProblem.SCHEMA_MISMATCH, () -> this.data.update(PRIMARY, THINGS, 1, Row.of(Map.of("v", "y")), 1),
				"version");
	}

	@Test
	void aBatchIsMadeInOrderAndCountsWhatItChanged() {
		int count = this.data.batch(PRIMARY,
				List.of(insert(message("a", "x", 1)), insert(message("b", "x", 1)),
						new Change.Update(MESSAGES, "a", Row.of(Map.of("chat", "y"))), new Change.Delete(MESSAGES, "b"),
						new Change.Delete(MESSAGES, "c"), new Change.Update(MESSAGES, "c", Row.of(Map.of("chat", "y"))),
						new Change.Insert(THINGS, thing(1, 1))));
		assertThat(count).isEqualTo(5);
		assertThat(this.data.list(PRIMARY, MESSAGES, Query.all())).containsExactly(message("a", "y", 1));
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isOne();
		assertThat(this.data.batch(PRIMARY, List.of())).isZero();
	}

	@Test
	void aBatchIsMadeAsAWholeOrNotAtAll() {
		this.data.insert(PRIMARY, MESSAGES, message("z", "x", 1));
		for (Change bad : List.of(insert(message("z", "y", 2)), new Change.Insert("nowhere", message("b", "x", 1)),
				new Change.Update(MESSAGES, "z", Row.of(Map.of("nothing", 1))))) {
			assertThatExceptionOfType(DataException.class)
				.isThrownBy(() -> this.data.batch(PRIMARY, List.of(insert(message("a", "x", 1)), bad)));
			assertThat(ids(this.data.list(PRIMARY, MESSAGES, Query.all()))).containsExactly("z");
		}
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
	}

	@Test
	void aTransactionIsSeenByOthersWhenItIsDone() throws Exception {
		String result = this.data.transaction(PRIMARY, (data) -> {
			data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
			data.update(PRIMARY, MESSAGES, "a", Row.of(Map.of("chat", "y")));
			assertThat(data.list(PRIMARY, MESSAGES, Query.all())).containsExactly(message("a", "y", 1));
			assertThat(elsewhere(() -> this.data.count(PRIMARY, MESSAGES, Filter.all()))).isZero();
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(elsewhere(() -> this.data.count(PRIMARY, MESSAGES, Filter.all()))).isOne();
	}

	@Test
	void aTransactionThatFailsLeavesNothing() {
		IllegalArgumentException failure = new IllegalArgumentException("enough");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.data.transaction(PRIMARY, (data) -> {
				data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
				data.batch(PRIMARY, List.of(insert(message("b", "x", 1))));
				throw failure;
			}))
			.isSameAs(failure);
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
	}

	@Test
	void aFailureThatTheWorkCatchesUndoesItsOperationOnly() {
		this.data.transaction(PRIMARY, (data) -> {
			data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
			fails(DataProblem.CONFLICT, () -> data.insert(PRIMARY, MESSAGES, message("a", "y", 2)));
			fails(DataProblem.CONFLICT,
					() -> data.batch(PRIMARY, List.of(insert(message("b", "x", 1)), insert(message("a", "y", 2)))));
			fails(DataProblem.UNKNOWN_COLLECTION, () -> data.count(PRIMARY, "nowhere", Filter.all()));
			data.insert(PRIMARY, MESSAGES, message("c", "x", 1));
			return 1;
		});
		assertThat(ids(this.data.list(PRIMARY, MESSAGES, Query.all()))).containsExactly("a", "c");
	}

	@Test
	void operationsOfATransactionAreDeadAfterIt() {
		AtomicReference<DataOperations> kept = new AtomicReference<>();
		this.data.transaction(PRIMARY, (data) -> {
			kept.set(data);
			return 1;
		});
		assertThatIllegalStateException().isThrownBy(() -> kept.get().insert(PRIMARY, MESSAGES, message("a", "x", 1)))
			.withMessageContaining("ended");
		assertThatIllegalStateException().isThrownBy(() -> kept.get().count(PRIMARY, MESSAGES, Filter.all()));
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
	}

	@Test
	void operationsOfATransactionBelongToItsThreadAndHandle() {
		this.data.transaction(PRIMARY, (data) -> {
			assertThat(elsewhere(() -> {
				assertThatIllegalStateException().isThrownBy(() -> data.count(PRIMARY, MESSAGES, Filter.all()))
					.withMessageContaining("thread");
				return "refused";
			})).isEqualTo("refused");
			assertThatIllegalStateException().isThrownBy(() -> data.count(ARCHIVE, MESSAGES, Filter.all()))
				.withMessageContaining(ARCHIVE);
			return 1;
		});
	}

	@Test
	void theAdapterItselfIsRefusedWithinATransaction() {
		this.data.transaction(PRIMARY, (data) -> {
			List<ThrowingCallable> calls = List.of(() -> this.data.transaction(PRIMARY, (inner) -> 1),
					() -> this.data.transaction(ARCHIVE, (inner) -> 1),
					() -> this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1)),
					() -> this.data.count(ARCHIVE, MESSAGES, Filter.all()),
					() -> this.data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE)), () -> this.data.close());
			for (ThrowingCallable call : calls) {
				assertThatIllegalStateException().isThrownBy(call).withMessageContaining("transaction");
			}
			data.insert(PRIMARY, MESSAGES, message("b", "x", 1));
			return 1;
		});
		assertThat(ids(this.data.list(PRIMARY, MESSAGES, Query.all()))).containsExactly("b");
	}

	@Test
	void namesThatAreNoNamesAreRefusedEverywhere() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		for (String name : List.of("", "a b", "chat_messages; DROP TABLE things", "\"things\"", "things--", "1=1",
				"main.things", "id\" = \"id", "x".repeat(64), "ünicode", "a\0b", "' OR ''='")) {
			Row row = Row.builder().set("id", "b").set(name, 1).build();
			Row changes = Row.builder().set(name, 1).build();
			for (Consumer<DataAdapter> call : List.<Consumer<DataAdapter>>of(
					(data) -> data.list(PRIMARY, name, Query.all()), (data) -> data.get(PRIMARY, name, "a"),
					(data) -> data.insert(PRIMARY, name, message("b", "x", 1)),
					(data) -> data.update(PRIMARY, name, "a", Row.of(Map.of("chat", "x"))),
					(data) -> data.delete(PRIMARY, name, "a"), (data) -> data.count(PRIMARY, name, Filter.all()),
					(data) -> data.insert(PRIMARY, MESSAGES, row),
					(data) -> data.update(PRIMARY, MESSAGES, "a", changes),
					(data) -> data.list(PRIMARY, MESSAGES, Query.all().ascendingBy(name)),
					(data) -> data.count(PRIMARY, MESSAGES, Filter.equal(name, 1)),
					(data) -> data.count(PRIMARY, MESSAGES, Filter.in(name, List.of(1))),
					(data) -> data.batch(PRIMARY, List.of(new Change.Delete(name, "a"))),
					(data) -> data.moveBatch(Move.of(name, PRIMARY, ARCHIVE)),
					(data) -> data.countMovable(Move.of(MESSAGES, PRIMARY, ARCHIVE).orderBy(name)))) {
				fails(DataProblem.INVALID_IDENTIFIER, () -> call.accept(this.data), name);
			}
			fails(DataProblem.UNKNOWN_HANDLE, () -> this.data.count(name, MESSAGES, Filter.all()));
		}
		assertThat(this.data.list(PRIMARY, MESSAGES, Query.all())).containsExactly(message("a", "x", 1));
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isZero();
	}

	@Test
	void valuesAreNeverRead() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		for (String value : List.of("' OR '1'='1", "a'; DELETE FROM chat_messages; --", "%", "*", "NULL")) {
			assertThat(this.data.get(PRIMARY, MESSAGES, value)).isEmpty();
			assertThat(this.data.delete(PRIMARY, MESSAGES, value)).isFalse();
			assertThat(this.data.count(PRIMARY, MESSAGES, Filter.equal("chat", value))).isZero();
			assertThat(this.data.count(PRIMARY, MESSAGES, Filter.in("chat", List.of(value)))).isZero();
			this.data.insert(PRIMARY, MESSAGES, message(value, value, 2));
			assertThat(this.data.get(PRIMARY, MESSAGES, value)).contains(message(value, value, 2));
			assertThat(this.data.delete(PRIMARY, MESSAGES, value)).isTrue();
		}
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isOne();
	}

	@Test
	void unknownNamesAreNamed() {
		fails(DataProblem.UNKNOWN_HANDLE, () -> this.data.count("elsewhere", MESSAGES, Filter.all()), "elsewhere",
				PRIMARY, ARCHIVE);
		fails(DataProblem.UNKNOWN_HANDLE, () -> this.data.transaction("elsewhere", (data) -> 1), "elsewhere");
		fails(DataProblem.UNKNOWN_HANDLE, () -> this.data.moveBatch(Move.of(MESSAGES, PRIMARY, "elsewhere")),
				"elsewhere");
		fails(DataProblem.UNKNOWN_COLLECTION, () -> this.data.count(PRIMARY, "nowhere", Filter.all()), "nowhere",
				PRIMARY);
		fails(DataProblem.UNKNOWN_COLLECTION, () -> this.data.count(PRIMARY, "sqlite_master", Filter.all()));
		fails(DataProblem.INVALID_IDENTIFIER, () -> this.data.count(PRIMARY, MESSAGES, Filter.equal("nothing", 1)),
				"nothing", "created_at");
		// SQLite would take this for the row's hidden number.
		fails(DataProblem.INVALID_IDENTIFIER, () -> this.data.count(PRIMARY, MESSAGES, Filter.equal("rowid", 1)));
	}

	@Test
	void upperAndLowerCaseOfNamesAreTheSame() {
		this.data.insert(PRIMARY, "Chat_Messages", Row.of(Map.of("ID", "a", "Chat", "x")));
		assertThat(this.data.count(PRIMARY, "CHAT_MESSAGES", Filter.equal("CHAT", "x"))).isOne();
		assertThat(this.data.get(PRIMARY, MESSAGES, "a").orElseThrow().text("chat")).isEqualTo("x");
		Row twice = Row.of(Map.of("id", "b", "chat", "x", "CHAT", "y"));
		fails(DataProblem.INVALID_VALUE, () -> this.data.insert(PRIMARY, MESSAGES, twice), "twice");
	}

	@Test
	void rowsAreMovedInBatchesTheLeastFirst() {
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			changes.add(insert(message("m" + i, (i % 5 == 0) ? "stays" : "goes", 100 - i)));
		}
		this.data.batch(PRIMARY, changes);
		List<Row> before = this.data.list(PRIMARY, MESSAGES, Query.all());
		Move move = Move.of(MESSAGES, PRIMARY, ARCHIVE)
			.where(Filter.equal("chat", "goes"))
			.orderBy("created_at")
			.batchSize(8);
		assertThat(this.data.countMovable(move)).isEqualTo(20);
		MoveResult first = this.data.moveBatch(move);
		assertThat(first.picked()).isEqualTo(8);
		assertThat(first.moved()).isEqualTo(8);
		assertThat(this.data.list(ARCHIVE, MESSAGES, Query.all().descendingBy("created_at").limit(1)))
			.extracting((row) -> row.integer("created_at"))
			.containsExactly(84L);
		assertThat(this.data.moveBatch(move).moved()).isEqualTo(8);
		assertThat(this.data.moveBatch(move).moved()).isEqualTo(4);
		assertThat(this.data.moveBatch(move).picked()).isZero();
		assertThat(this.data.countMovable(move)).isZero();
		List<Row> after = new ArrayList<>(this.data.list(PRIMARY, MESSAGES, Query.all()));
		assertThat(after).hasSize(5);
		after.addAll(this.data.list(ARCHIVE, MESSAGES, Query.all()));
		assertThat(after).containsExactlyInAnyOrderElementsOf(before);
	}

	@Test
	void otherContentUnderTheSameIdIsAConflictAndStays() {
		this.data.batch(PRIMARY,
				List.of(insert(message("a", "x", 1)), insert(message("b", "x", 2)), insert(message("c", "x", 3))));
		this.data.insert(ARCHIVE, MESSAGES, message("a", "other", 1));
		this.data.insert(ARCHIVE, MESSAGES, message("b", "x", 2));
		Move move = Move.of(MESSAGES, PRIMARY, ARCHIVE);
		MoveResult result = this.data.moveBatch(move);
		assertThat(result.picked()).isEqualTo(3);
		assertThat(result.moved()).isEqualTo(2);
		assertThat(result.conflicts()).isOne();
		assertThat(this.data.moveBatch(move).picked()).isZero();
		assertThat(this.data.countMovable(move)).isZero();
		assertThat(this.data.list(PRIMARY, MESSAGES, Query.all())).containsExactly(message("a", "x", 1));
		assertThat(this.data.get(ARCHIVE, MESSAGES, "a")).contains(message("a", "other", 1));
		List<Row> listed = this.data.list(ARCHIVE, MoveResult.CONFLICTS, Query.all());
		assertThat(listed).hasSize(1);
		assertThat(listed.get(0).text("collection")).isEqualTo(MESSAGES);
		assertThat(listed.get(0).text("row_id")).isEqualTo("a");
		assertThat(listed.get(0).integer("detected_at")).isPositive();
		this.data.delete(ARCHIVE, MoveResult.CONFLICTS, listed.get(0).text("id"));
		assertThat(this.data.countMovable(move)).isOne();
	}

	@Test
	void severalThreadsCanUseItAtOnce() throws Exception {
		int threads = 4;
		List<CompletableFuture<Void>> all = new ArrayList<>();
		this.data.insert(PRIMARY, THINGS, thing("counter", 0));
		for (int t = 0; t < threads; t++) {
			int thread = t;
			all.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 25; i++) {
					this.data.insert(PRIMARY, MESSAGES, message(thread + "-" + i, "x", i));
					assertThat(this.data.get(PRIMARY, MESSAGES, thread + "-" + i)).isPresent();
					this.data.transaction(PRIMARY, (data) -> {
						Row row = data.get(PRIMARY, THINGS, "counter").orElseThrow();
						Long count = row.integer("v");
						return data.update(PRIMARY, THINGS, "counter",
								Row.of(Map.of("v", ((count != null) ? count : 0) + 1)));
					});
				}
			}, (task) -> new Thread(task).start()));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
		assertThat(this.data.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(threads * 25);
		assertThat(this.data.get(PRIMARY, THINGS, "counter").orElseThrow().integer("v")).isEqualTo(threads * 25);
	}

	@Test
	void aClosedAdapterRefusesEverything() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		this.data.close();
		this.data.close();
		Row row = message("b", "x", 1);
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> this.data.list(PRIMARY, MESSAGES, Query.all()),
				() -> this.data.get(PRIMARY, MESSAGES, "a"), () -> this.data.count(PRIMARY, MESSAGES, Filter.all()),
				() -> this.data.insert(PRIMARY, MESSAGES, row), () -> this.data.update(PRIMARY, MESSAGES, "a", row),
				() -> this.data.update(PRIMARY, MESSAGES, "a", row, 1), () -> this.data.delete(PRIMARY, MESSAGES, "a"),
				() -> this.data.batch(PRIMARY, List.of()), () -> this.data.transaction(PRIMARY, (data) -> 1),
				() -> this.data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE)),
				() -> this.data.countMovable(Move.of(MESSAGES, PRIMARY, ARCHIVE)))) {
			fails(DataProblem.CLOSED, call);
		}
	}

	static Change insert(Row message) {
		return new Change.Insert(MESSAGES, message);
	}

	static List<@Nullable Object> ids(List<Row> rows) {
		return new ArrayList<>(rows.stream().map((row) -> row.value("id")).toList());
	}

	static <T> T elsewhere(Supplier<T> task) {
		try {
			return CompletableFuture.supplyAsync(task, (run) -> new Thread(run).start()).get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}

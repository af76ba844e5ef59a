package io.isolatedworkers.data;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DataDaemonAdapterTests extends DataAdapterContract {

	private DataDaemon daemon;

	@Override
	DataAdapter open(Path directory) {
		this.daemon = DataDaemon.open(SqliteFixture.create(directory));
		return new DataDaemonAdapter(this.daemon);
	}

	@AfterEach
	void closeDaemon() {
		this.daemon.close();
	}

	private DataHandles handles() {
		return DataHandles.of(this.directory.resolve("primary.db"), this.directory.resolve("archive.db"));
	}

	@Test
	void anAdapterThatIsClosedLeavesTheDaemonToOthers() {
		try (DataAdapter other = new DataDaemonAdapter(this.daemon)) {
			this.data.close();
			other.insert(PRIMARY, MESSAGES, message("a", "x", 1));
			assertThat(other.count(PRIMARY, MESSAGES, Filter.all())).isOne();
		}
	}

	@Test
	void aDaemonThatIsClosedRefusesEverything() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		this.daemon.close();
		fails(DataProblem.CLOSED, () -> this.data.insert(PRIMARY, MESSAGES, message("b", "x", 1)));
		fails(DataProblem.CLOSED, () -> this.data.count(PRIMARY, MESSAGES, Filter.all()));
		fails(DataProblem.CLOSED, () -> this.data.transaction(PRIMARY, (inner) -> 1));
		fails(DataProblem.CLOSED, () -> this.data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE)));
		this.daemon.close();
	}

	@Test
	void whoOpensTheSameFilesSharesADaemonUntilTheLastIsClosed() {
		DataDaemon shared = DataDaemon.share(handles());
		DataAdapter one = DataDaemonAdapter.open(handles());
		DataAdapter two = DataDaemonAdapter
			.open(DataHandles.of(this.directory.resolve("./primary.db"), this.directory.resolve("archive.db")));
		long before = shared.writer(PRIMARY).commits();
		one.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		two.batch(PRIMARY, List.of(insert(message("b", "x", 1))));
		assertThat(shared.writer(PRIMARY).commits() - before).isEqualTo(2);
		shared.leave();
		one.close();
		one.close();
		assertThat(two.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(2);
		two.close();
		fails(DataProblem.CLOSED, () -> shared.read(PRIMARY, (session) -> session.count(MESSAGES, Filter.all())));
		try (DataAdapter again = DataDaemonAdapter.open(handles())) {
			assertThat(again.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(2);
		}
	}

}

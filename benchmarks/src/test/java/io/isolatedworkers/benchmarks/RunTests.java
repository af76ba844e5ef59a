package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import javax.xml.parsers.DocumentBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RunTests {

	@TempDir
	private Path directory;

	@Test
	void readsWhatItWrote() throws Exception {
		Results results = results(2.5);
		Path file = write("a.json", "17 \"quoted\" \\", results);
		Run run = Run.read(List.of(file)).get(0);
		assertThat(run.results()).isEqualTo(results);
		assertThat(run.environment()).containsEntry("jdk", "17 \"quoted\" \\").containsEntry("cores", "2");
	}

	@Test
	void refusesRunsOnDifferentJdksAndNamesThem() throws Exception {
		List<Path> files = List.of(write("a.json", "17", results(2)), write("b.json", "25", results(2)));
		assertThatIllegalArgumentException().isThrownBy(() -> Run.read(files))
			.withMessageContainingAll("a.json", "b.json", "jdk", "17", "25");
	}

	@Test
	void refusesAFileThatIsCutOffAndNamesIt() throws Exception {
		Path file = write("a.json", "17", results(2));
		String text = Files.readString(file);
		Files.writeString(file, text.substring(0, text.length() / 2));
		assertThatIllegalArgumentException().isThrownBy(() -> Run.read(List.of(file))).withMessageContaining("a.json");
	}

	@Test
	void makesAPageWithTablesAndWellFormedPicturesOfSeveralRuns() throws Exception {
		Path page = this.directory.resolve("jdk17.md");
		List<String> arguments = List.of(write("a.json", "17", results(1.1)).toString(),
				write("b.json", "17", results(1.3)).toString(), write("c.json", "17", results(1.2)).toString(),
				page.toString());
		Pages.page(arguments).run();
		assertThat(page).content()
			.contains("| `rtt` | **1.20** | 1.10 to 1.30 | at most 1.4 | met |", "| `rtt` | 1.00 | **1.20** | 30 |",
					"(jdk17/rtt.svg)");
		Document picture = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(this.directory.resolve("jdk17").resolve("rtt.svg").toFile());
		assertThat(picture.getElementsByTagName("desc").item(0).getTextContent()).contains("isolated-workers: 1.20",
				"Goal for isolated-workers: at most 1.4");
	}

	@Test
	void marksTheBestRatioButTheLimitsAndJudgesTheWorkerInAProcessOnly() throws Exception {
		Figures figures = new Figures();
		for (int round = 1; round <= 3; round++) {
			figures.add(Workload.TEXT_10M, Peers.RAW, round, 1e6 * round);
			figures.add(Workload.TEXT_10M, Peers.OWN, round, 2e6 * round);
			figures.add(Workload.TEXT_10M, Peers.OWN_THREADS, round, 400 * round);
		}
		// Less than the others in time, more in relation to its own round
		figures.add(Workload.RTT, Peers.RAW, 1, 10);
		figures.add(Workload.RTT, Peers.RAW, 2, 100);
		figures.add(Workload.RTT, Peers.RAW, 3, 100);
		figures.add(Workload.RTT, Peers.OWN_THREADS, 1, 20);
		figures.add(Workload.RTT, Peers.OWN, 2, 50);
		String tables = new Tables(Run.read(List.of(write("a.json", "17", figures.results())))).markdown();
		assertThat(tables).contains("|  | raw | isolated-workers | isolated-workers-threads |",
				"| `rtt` | 1.00 | **0.50** | 2.00 |", "| `text-10m` | 1.00 | 2.00 | **0.00040** |",
				"| `text-10m` | **2.00** | 2.00 to 2.00 | at most 12.0 | met |");
	}

	private static Results results(double ratio) {
		Figures figures = new Figures();
		figures.add(Workload.RTT, Peers.RAW, 1, 20_000);
		figures.add(Workload.RTT, Peers.OWN, 1, 20_000 * ratio);
		figures.add(Workload.RTT, "http", 1, 600_000);
		return figures.results();
	}

	private Path write(String name, String jdk, Results results) throws IOException {
		Path file = this.directory.resolve(name);
		Run.write(file, new Environment(jdk, "a processor", 2, "a kernel", "0.1", Instant.EPOCH), results);
		return file;
	}

}

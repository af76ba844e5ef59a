package io.isolatedworkers.driver;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.testing.IdleDriver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each driver can do.
 */
class DriverCapabilitiesTests {

	@Test
	void aDriverThatImplementsNothingElseCanDoNothingElse() {
		assertThat(new IdleDriver().capabilities()).isEqualTo(new DriverCapabilities(false, false, false));
	}

	@Test
	void childProcessesCanBeReconnectedToAndShareNoMemory() {
		DriverCapabilities capabilities = new ChildProcessDriver().capabilities();
		assertThat(capabilities.reconnect()).isTrue();
		assertThat(capabilities.sharedMemory()).isFalse();
	}

}

/**
 * What every driver must do, as tests: extend
 * {@link io.isolatedworkers.driver.tck.WorkerDriverTck} and say how the driver runs a
 * worker. Published as the test-jar of this module.
 */
package io.isolatedworkers.driver.tck;

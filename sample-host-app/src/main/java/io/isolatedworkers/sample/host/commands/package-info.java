/**
 * What the sample's workers can ask of their host: commands and sessions. Which of them
 * may ask what is said in {@code application.yml}, and so is what they may read of the
 * configuration.
 */
@NullMarked
package io.isolatedworkers.sample.host.commands;

import org.jspecify.annotations.NullMarked;

package io.isolatedworkers.data;

import java.time.Duration;

/**
 * What became of one batch of a move.
 *
 * @param picked how many rows were taken up; zero means that nothing is left to move
 * @param moved how many are now in the target and no longer in the source
 * @param changed how many were changed by others meanwhile, and stay in the source until
 * a later batch
 * @param conflicts how many have a row with the same id and other content in the target.
 * They stay where they are, no later batch takes them up, and the target's collection
 * {@value #CONFLICTS} lists them
 * @param locked for how long the source could not be written by others: those of other
 * processes, or with a {@link DataDaemon} those of this one, who wait for their turn
 */
public record MoveResult(int picked, int moved, int changed, int conflicts, Duration locked) {

	/**
	 * The collection in which the target of a move lists rows that were left in place.
	 * Its columns: {@code id} (text: source collection and id), {@code collection},
	 * {@code row_id} (the id as it is), {@code detected_at} (milliseconds since 1970).
	 * Whoever removes a row from it has the row taken up again.
	 */
	public static final String CONFLICTS = "move_conflicts";

}

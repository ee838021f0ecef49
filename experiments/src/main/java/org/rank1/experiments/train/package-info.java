/**
 * Training runs: one linear loop over epochs and batches, and the folder a run leaves behind. The
 * only package of this module that touches DJL.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.train;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

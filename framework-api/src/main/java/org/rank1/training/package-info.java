/**
 * The sockets of training, on DJL's {@code NDArray}, free of any particular engine.
 *
 * <p>A {@link org.rank1.training.FilterParameterization} initializes a form's factors and runs them
 * forward; an {@link org.rank1.training.OptimizerFactory} moves {@link
 * org.rank1.training.ParameterGroup}s; a {@link org.rank1.training.TrainingHook} acts between
 * steps.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.training;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

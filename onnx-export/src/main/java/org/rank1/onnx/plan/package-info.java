/**
 * Choosing, by measurement, into which stages each convolution of a network is lowered.
 *
 * <p>{@link org.rank1.onnx.plan.Planner} times the lowerings of every layer, starts from the
 * fastest ones and confirms and improves the choice on the whole network, because layers interact
 * through memory layouts and fusions. The result is a {@link org.rank1.onnx.plan.LoweringPlan}, a
 * file that is read and never measured again: the same plan gives the same model.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.plan;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * Verdicts about ONNX models. {@link org.rank1.onnx.verdict.EquivalenceCheck}: do two models
 * compute the same function, up to rounding? {@link org.rank1.onnx.verdict.ApproximationCheck}: how
 * closely does a model that was really changed, such as a quantized one, follow the one it was made
 * from? {@link org.rank1.onnx.verdict.LatencyComparison}: how fast are several models, measured so
 * that the ratio means something?
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.verdict;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

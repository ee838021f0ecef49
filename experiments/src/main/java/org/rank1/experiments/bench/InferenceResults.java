package org.rank1.experiments.bench;

import java.util.Optional;

/**
 * What one measurement of a network came to.
 *
 * @param floats dense and split, of 32-bit floats
 * @param int8 the same in int8, measured in the same rounds, if that was asked for
 */
public record InferenceResults(InferenceResult floats, Optional<Int8Result> int8) {}

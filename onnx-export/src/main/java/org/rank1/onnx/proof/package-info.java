/**
 * Proofs about weights: whether two parts of models are one linear function, for every input. Each
 * part is reduced, from its nodes alone, to a {@link org.rank1.onnx.proof.LinearForm}: one
 * convolution per value it reads and a bias, in double precision, with the composition of absolute
 * values beside them. {@link org.rank1.onnx.proof.SegmentProof} reduces both and compares element
 * by element. What does not reduce is said to be unproved, with the reason; no input is ever run.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.proof;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

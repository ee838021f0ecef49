package org.rank1.ops.hook;

/**
 * How far a projection moved the kernels: relative errors {@code ‖W − P(W)‖ / ‖W‖} over the
 * projected convolutions.
 *
 * @param mean over the convolutions
 * @param worst the largest
 * @param worstLayer the convolution that has it
 */
public record ProjectionErrors(double mean, double worst, String worstLayer) {}

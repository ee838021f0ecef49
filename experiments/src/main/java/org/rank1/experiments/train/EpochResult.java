package org.rank1.experiments.train;

/**
 * What one epoch came to.
 *
 * @param epoch from 1
 * @param trainLoss mean loss over the training images, as seen while training
 * @param testLoss mean loss over the test images
 * @param testAccuracy share of test images classified right, in [0, 1]
 * @param learningRateFactor the schedule's factor at the last step
 * @param seconds wall time of the training part, without the evaluation
 */
public record EpochResult(
    int epoch,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    double learningRateFactor,
    double seconds) {}

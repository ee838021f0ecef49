package org.rank1.experiments.train;

/**
 * What was read after a step.
 *
 * @param step steps of the run so far, from 1
 * @param epoch from 1
 * @param epochs of the whole run
 * @param images training images seen in this epoch
 * @param of training images in an epoch
 * @param loss mean loss of the images since the last reading
 * @param learningRateFactor the schedule's factor at this step
 * @param seconds wall time of this epoch's steps so far
 */
public record StepResult(
    long step,
    int epoch,
    int epochs,
    int images,
    int of,
    double loss,
    double learningRateFactor,
    double seconds) {}

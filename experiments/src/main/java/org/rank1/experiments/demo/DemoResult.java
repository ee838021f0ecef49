package org.rank1.experiments.demo;

import java.util.List;

/**
 * What the demo came to.
 *
 * @param dataset name of the images
 * @param trainImages images to learn from
 * @param testImages images to measure on
 * @param threads threads of the timed runs
 * @param batch images per timed run
 * @param arms one result per arm, the dense one first
 * @param report the HTML page
 */
public record DemoResult(
    String dataset,
    int trainImages,
    int testImages,
    int threads,
    int batch,
    List<ArmResult> arms,
    String report) {}

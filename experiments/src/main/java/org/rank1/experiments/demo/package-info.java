/**
 * The main job on embedded real images: train, split, export, prove and time several arms, and
 * report.
 */
@NullMarked
package org.rank1.experiments.demo;

import org.jspecify.annotations.NullMarked;

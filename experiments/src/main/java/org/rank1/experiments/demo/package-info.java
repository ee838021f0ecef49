/**
 * The main job on embedded real images: train, split, export, prove and time several arms, and
 * report.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.demo;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

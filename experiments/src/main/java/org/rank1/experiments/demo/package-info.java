/**
 * The main job on embedded real images: train, split, export, prove and time several arms, and
 * report.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.demo;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

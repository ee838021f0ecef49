/**
 * How much of a trained network's kernels and feature maps is of low rank: singular values, numeric
 * ranks, and the bound that rank-one filters put on their outputs, as table, page and JSON.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.analyze;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

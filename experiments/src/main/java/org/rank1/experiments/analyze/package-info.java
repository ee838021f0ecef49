/**
 * How much of a trained network's kernels and feature maps is of low rank: singular values, numeric
 * ranks, and the bound that rank-one filters put on their outputs, as table, page and JSON.
 */
@NullMarked
package org.rank1.experiments.analyze;

import org.jspecify.annotations.NullMarked;

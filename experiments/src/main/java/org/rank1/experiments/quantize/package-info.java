/** Exported models of floats made into int8 ones, calibrated on the images they were trained on. */
@NullMarked
package org.rank1.experiments.quantize;

import org.jspecify.annotations.NullMarked;

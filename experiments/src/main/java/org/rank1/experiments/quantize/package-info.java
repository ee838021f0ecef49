/** Exported models of floats made into int8 ones, calibrated on the images they were trained on. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.quantize;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

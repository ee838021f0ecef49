/**
 * What this machine, this Java and this process offer to the product, as it is found by trying: the
 * engine is started, ONNX Runtime loaded, folders looked at.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.doctor;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

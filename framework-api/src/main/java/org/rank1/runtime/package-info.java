/** Running ONNX files and timing them, whatever executes them. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.runtime;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

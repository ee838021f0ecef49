/**
 * ONNX Runtime behind the socket {@link org.rank1.runtime.InferenceRuntime}. Everything that
 * reaches native code is checked here first: shapes against the model, sizes before allocation.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.runtime;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

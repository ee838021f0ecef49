/**
 * Binds the parts of this module: parameterizations, optimizers and projections on DJL's PyTorch
 * engine. Loading the plugin does not load the engine; using a part does.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

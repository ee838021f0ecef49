/** The one place where plugins are found and modules put together. */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.app;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** Measurements, and where they go. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.metric;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** Images and labels as bytes, free of any engine, and how they become a network's input. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.data;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

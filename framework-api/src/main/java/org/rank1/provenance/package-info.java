/** Where a trained network came from, so that a file can say so itself. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.provenance;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

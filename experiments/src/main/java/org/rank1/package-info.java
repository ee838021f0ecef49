/** The product without its command line: {@link org.rank1.Rank1} is where programs start. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

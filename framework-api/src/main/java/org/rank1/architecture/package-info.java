/** Network architectures as parts that give a {@link org.rank1.network.NetworkSpec}. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.architecture;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

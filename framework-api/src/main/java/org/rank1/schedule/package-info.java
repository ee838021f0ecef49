/** Values that change over training, such as the learning rate. */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.schedule;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/** Learning rate schedules as parts. */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.schedule;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

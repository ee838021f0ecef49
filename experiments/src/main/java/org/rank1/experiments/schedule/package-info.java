/** Learning rate schedules as parts. */
@NullMarked
package org.rank1.experiments.schedule;

import org.jspecify.annotations.NullMarked;

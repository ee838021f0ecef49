/** The one place where plugins are found and modules put together. */
@NullMarked
package org.rank1.experiments.app;

import org.jspecify.annotations.NullMarked;

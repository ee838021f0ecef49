/**
 * Experiments: everything around training and export that a user touches, from the configuration to
 * the report. This package itself only binds the module's parts.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

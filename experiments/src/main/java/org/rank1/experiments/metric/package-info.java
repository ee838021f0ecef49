/**
 * Metric sinks as parts: one JSON object per line in a file, tables of comma-separated values,
 * TensorBoard's event files, and one aligned line per measurement on the console.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.metric;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

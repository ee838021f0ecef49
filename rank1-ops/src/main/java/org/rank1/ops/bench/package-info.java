/**
 * Benchmarks of this module's own work. What they measure on, sizes and seeds, is fixed here, so
 * that figures of different versions and machines mean the same.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.ops.bench;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

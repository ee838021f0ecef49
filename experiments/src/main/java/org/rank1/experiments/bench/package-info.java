/**
 * Measurements whose results are worth quoting: whole networks and single layers, dense against
 * split, with what the machine could do at best beside them.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.bench;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

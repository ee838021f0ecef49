/**
 * Measurements whose results are worth quoting: whole networks and single layers, dense against
 * split, with what the machine could do at best beside them.
 */
@NullMarked
package org.rank1.experiments.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Hooks: what acts between the steps of training. A hook that moves parameters does so in place,
 * unrecorded, and decides what becomes of what the optimizer has accumulated for them.
 */
@NullMarked
package org.rank1.ops.hook;

import org.jspecify.annotations.NullMarked;

/**
 * Hooks: what acts between the steps of training. A hook that moves parameters does so in place,
 * unrecorded, and decides what becomes of what the optimizer has accumulated for them.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.hook;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

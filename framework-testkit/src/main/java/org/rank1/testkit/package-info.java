/**
 * The contract of each socket as tests over the parts at hand, see {@link PartContract}. A plugin's
 * build runs them by subclassing: {@code class FormsTest extends FilterFormContract {}}. Each
 * contract is also a plain method that throws {@link AssertionError}. The contracts of filter
 * forms, decomposers and schedules need no engine on the class path; those of parameterizations,
 * projections, hooks and optimizers need one.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.testkit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

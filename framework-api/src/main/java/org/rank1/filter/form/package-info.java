/**
 * The filter forms that come with the product. Engine-free: a form knows factors, counts,
 * composition and lowering; how it is initialized and trained is its parameterization's business.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.filter.form;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

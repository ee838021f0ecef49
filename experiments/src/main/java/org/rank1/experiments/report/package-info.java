/**
 * Results as one self-contained HTML page: tables and plots that follow the reader's light or dark
 * theme.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.report;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * Results as one self-contained HTML page: tables and plots that follow the reader's light or dark
 * theme.
 */
@NullMarked
package org.rank1.experiments.report;

import org.jspecify.annotations.NullMarked;

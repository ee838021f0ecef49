package org.rank1.filter.form;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** The rank of {@code filter-cp}. */
public record FilterCpOptions(
    @Described(
            value = "number of terms of each filter; what a filter cannot use is not used",
            range = "[1, 1024]")
        int rank) {
  /** Two terms. */
  public FilterCpOptions() {
    this(2);
  }

  /** Checks the range. */
  public FilterCpOptions {
    Legal.check(FilterCpOptions.class, rank);
  }
}

package org.rank1.filter.form;

/**
 * The rank of {@code filter-cp}.
 *
 * @param rank the number of terms of each filter; what a filter cannot use is not used
 */
public record FilterCpOptions(int rank) {
  /** Two terms. */
  public FilterCpOptions() {
    this(2);
  }

  /** Checks the range. */
  public FilterCpOptions {
    if (rank < 1 || rank > 1024) {
      throw new IllegalArgumentException("illegal rank " + rank + ", must be within [1, 1024]");
    }
  }
}

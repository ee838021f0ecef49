package org.rank1.ops.decomposition;

import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/** How one {@link Unit} is taken apart. */
interface UnitDecomposition {

  /** How many units a kernel has; every factor's leading extents count them. */
  int units(ConvSpec conv);

  /** See {@link org.rank1.filter.KernelDecomposer#suboptimality}. */
  default double suboptimality(List<TensorSpec> specs) {
    return 1;
  }

  /**
   * The factors of one unit, deterministically.
   *
   * @param specs the factors of all units, in the order of the form
   * @return row-major values per factor, in the same order
   */
  List<double[]> factors(Unit unit, List<TensorSpec> specs);
}

package org.rank1.testkit;

import org.rank1.plugin.PartBinding;

/** The contract over the decomposers of framework-api. */
class DecomposersOfTheFrameworkTest extends KernelDecomposerContract {
  @Override
  protected boolean isAtHand(PartBinding.Origin origin) {
    return origin.plugin().equals("rank1-forms");
  }
}

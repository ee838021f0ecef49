package org.rank1.testkit;

import org.rank1.plugin.PartBinding;

/** The contract over the forms of framework-api. */
class FormsOfTheFrameworkTest extends FilterFormContract {
  @Override
  protected boolean isAtHand(PartBinding.Origin origin) {
    return origin.plugin().equals("rank1-forms");
  }
}

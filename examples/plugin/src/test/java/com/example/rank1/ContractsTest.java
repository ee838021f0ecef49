package com.example.rank1;

import org.junit.jupiter.api.Nested;
import org.rank1.testkit.FilterFormContract;
import org.rank1.testkit.FilterParameterizationContract;
import org.rank1.testkit.KernelDecomposerContract;
import org.rank1.testkit.KernelProjectionContract;
import org.rank1.testkit.OptionsContract;

/** What every part must hold, over the parts of this jar, and those that follow from its form. */
class ContractsTest {
  @Nested
  class Forms extends FilterFormContract {}

  @Nested
  class Parameterizations extends FilterParameterizationContract {}

  @Nested
  class Decomposers extends KernelDecomposerContract {}

  @Nested
  class Projections extends KernelProjectionContract {}

  @Nested
  class OptionsOfParts extends OptionsContract {}
}

package org.rank1.ops;

import org.junit.jupiter.api.Nested;
import org.rank1.testkit.FilterParameterizationContract;
import org.rank1.testkit.KernelDecomposerContract;
import org.rank1.testkit.KernelProjectionContract;
import org.rank1.testkit.OptimizerContract;
import org.rank1.testkit.TrainingHookContract;

/** The contracts over the parts of this module. */
class ContractsTest {
  @Nested
  class Parameterizations extends FilterParameterizationContract {}

  @Nested
  class Decomposers extends KernelDecomposerContract {}

  @Nested
  class Projections extends KernelProjectionContract {}

  @Nested
  class Optimizers extends OptimizerContract {}

  @Nested
  class Hooks extends TrainingHookContract {}
}

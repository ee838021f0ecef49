package org.rank1.experiments;

import org.junit.jupiter.api.Nested;
import org.rank1.plugin.PartBinding;
import org.rank1.testkit.ArchitectureContract;
import org.rank1.testkit.DatasetProviderContract;
import org.rank1.testkit.InferenceRuntimeContract;
import org.rank1.testkit.MetricSinkContract;
import org.rank1.testkit.OptionsContract;
import org.rank1.testkit.ScheduleContract;

/** The contracts of the sockets whose parts come from this module or from onnx-export. */
class ContractsTest {
  @Nested
  class Architectures extends ArchitectureContract {}

  @Nested
  class Datasets extends DatasetProviderContract {}

  @Nested
  class MetricSinks extends MetricSinkContract {}

  @Nested
  class OptionsOfAllParts extends OptionsContract {
    @Override
    protected boolean isAtHand(PartBinding.Origin origin) {
      return true;
    }
  }

  @Nested
  class Runtimes extends InferenceRuntimeContract {
    @Override
    protected boolean isAtHand(PartBinding.Origin origin) {
      return true; // they are made in onnx-export
    }
  }

  @Nested
  class Schedules extends ScheduleContract {}
}

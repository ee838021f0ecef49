package org.rank1.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.rank1.plugin.PartBinding;
import org.rank1.testkit.FilterFormContract;

/** The contract of forms holds where no engine is on the class path. */
class FilterFormContractTest extends FilterFormContract {
  @Override
  protected boolean isAtHand(PartBinding.Origin origin) {
    return origin.plugin().equals("rank1-forms");
  }

  @Test
  void noEngineIsOnTheClassPath() {
    assertThatThrownBy(() -> Class.forName("ai.djl.ndarray.NDArray"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}

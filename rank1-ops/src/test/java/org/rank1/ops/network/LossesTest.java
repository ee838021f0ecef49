package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.ops.EngineExtension;

class LossesTest {
  private static final float[] LOGITS = {0.5f, -1, 2, 1000, -1000, 3};
  private static final int[] LABELS = {0, 2};

  @RegisterExtension final EngineExtension engine = new EngineExtension();

  @Test
  void lossAndGradientEqualTheClosedForm() {
    try (NDManager batch = engine.manager().newSubManager();
        GradientCollector collector = batch.getEngine().newGradientCollector()) {
      NDArray logits = batch.create(LOGITS, new Shape(2, 3));
      logits.setRequiresGradient(true);
      NDArray loss = Losses.softmaxCrossEntropy(logits, batch.create(LABELS));
      collector.backward(loss);
      double normalizer = Math.exp(0.5) + Math.exp(-1) + Math.exp(2);
      double expected = (Math.log(normalizer) - 0.5 + 997) / 2; // large logits do not overflow
      assertThat((double) loss.getFloat()).isCloseTo(expected, within(1e-4));
      float[] gradient = logits.getGradient().toFloatArray();
      assertThat((double) gradient[0])
          .isCloseTo((Math.exp(0.5) / normalizer - 1) / 2, within(1e-6));
      assertThat((double) gradient[2]).isCloseTo(Math.exp(2) / normalizer / 2, within(1e-6));
      assertThat(gradient[3]).isCloseTo(0.5f, within(1e-6f));
      assertThat(gradient[5]).isCloseTo(-0.5f, within(1e-6f));
    }
  }

  @Test
  void labelsMayBeOfAnyNumberTypeAndAColumn() {
    NDManager manager = engine.manager();
    NDArray logits = manager.create(LOGITS, new Shape(2, 3));
    NDArray labels = manager.create(LABELS);
    float expected = Losses.softmaxCrossEntropy(logits, labels).getFloat();
    for (DataType type : new DataType[] {DataType.INT64, DataType.FLOAT32, DataType.UINT8}) {
      NDArray column = labels.toType(type, true).reshape(2, 1);
      assertThat(Losses.softmaxCrossEntropy(logits, column).getFloat()).isEqualTo(expected);
    }
  }
}

package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.NetworkBuilder;

class WrongEngineFreePartsFailTest {
  @TempDir Path folder;

  @Test
  void anArchitectureThatForgetsAClass() {
    assertThatThrownBy(
            () ->
                ArchitectureContract.check(
                    (input, classes, form) ->
                        new NetworkBuilder("n", input, form)
                            .flatten("flat")
                            .dense("logits", classes - 1)
                            .build()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("classes");
  }

  @Test
  void anArchitectureThatAcceptsNothing() {
    assertThatThrownBy(
            () ->
                ArchitectureContract.check(
                    (input, classes, form) -> {
                      throw new IllegalArgumentException("never");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("None of the inputs");
  }

  @Test
  void aDataSetThatIsAnotherEachTimeItIsLoaded() {
    InputContract contract = new InputContract(List.of(0.0), List.of(1.0), List.of("only"));
    AtomicInteger loads = new AtomicInteger();
    assertThatThrownBy(
            () ->
                DatasetProviderContract.check(
                    place -> {
                      byte[] pixel = {(byte) loads.incrementAndGet()};
                      ImageSet images = new ImageSet(FeatureShape.of(1, 1, 1), pixel, new int[1]);
                      return new ImageDataset("d", "here", images, images, contract);
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("loading again gives other images");
  }

  @Test
  void aSinkThatSwallowsEverything() {
    MetricSink silent =
        (runFolder, console) ->
            new MetricSink.Recorder() {
              @Override
              public void record(Measurement measurement) {}

              @Override
              public void close() {}
            };
    assertThatThrownBy(() -> MetricSinkContract.check(silent, folder))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Nothing");
  }
}

package org.rank1.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.rank1.architecture.Architecture;
import org.rank1.data.DatasetProvider;
import org.rank1.metric.MetricSink;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.schedule.Schedule;

final class ExperimentsPluginTest {

  @Test
  void isFoundAsAServiceAndBindsItsParts() {
    Rank1Plugin plugin =
        ServiceLoader.load(Rank1Plugin.class).stream()
            .filter(found -> found.type().equals(ExperimentsPlugin.class))
            .findFirst()
            .orElseThrow()
            .get();
    Parts parts = Guice.createInjector(plugin).getInstance(Parts.class);
    assertThat(parts.names(DatasetProvider.class))
        .containsExactly("cifar-10", "fashion-mnist", "image-folder", "mnist", "synthetic");
    assertThat(parts.names(Schedule.class))
        .containsExactly("constant", "cosine", "multi-step", "one-cycle", "polynomial", "step");
    assertThat(parts.names(Architecture.class))
        .containsExactly(
            "lenet",
            "rank1-paper-cifar",
            "rank1-paper-mnist",
            "resnet18",
            "resnet20",
            "resnet32",
            "resnet50",
            "vgg-small",
            "vgg11",
            "vgg13",
            "vgg16",
            "vgg16-fc",
            "vgg19",
            "video-small");
    assertThat(parts.names(MetricSink.class))
        .containsExactly("console", "csv", "jsonl", "tensorboard");
    for (PartBinding<?> binding : parts.all()) {
      assertThat(created(binding.factory().get())).as(binding.name()).isNotEmpty();
    }
  }

  private static <O extends Record, P> java.util.List<P> created(PartFactory<O, P> factory) {
    return factory.examples().stream().map(factory::create).toList();
  }
}

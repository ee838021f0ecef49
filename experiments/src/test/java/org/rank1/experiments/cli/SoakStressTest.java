package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.Rank1;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.StepResult;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.filter.FloatTensor;
import org.rank1.metric.Measurement;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.runtime.InferenceSession;

/** Long work in one process: memory, threads and open files stay as they are. */
@Tag("stress")
@EnabledOnOs(OS.LINUX)
class SoakStressTest {
  private static final int PAGE = 4096;

  /** Of 20,000 steps; one array of a batch left behind by each would be over 100 MiB. */
  private static final double MEBIBYTES_AT_MOST = 48;

  /** What the process holds. */
  private record Held(double mebibytes, int threads, int files) {
    static Held now() {
      System.gc(); // what is garbage is not held
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"));
          Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        double resident = Long.parseLong(pages[1]) * (double) PAGE / (1 << 20);
        return new Held(resident, (int) tasks.count(), (int) open.count());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TempDir private Path folder;

  @Test
  void trainingSteps() throws IOException {
    int epochs = Math.max(8, Campaign.share(40));
    List<Held> held = new ArrayList<>();
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void started(Measurement summary) {}

          @Override
          public void step(StepResult result) {}

          @Override
          public void epoch(EpochResult result) {
            held.add(Held.now());
          }
        };
    Rank1.create()
        .train(
            folder.resolve("run"),
            new RunWatch(line -> {}, observer, new Cancellation()),
            "dataset=synthetic",
            "dataset.train=1000",
            "dataset.test=10",
            "dataset.height=12",
            "dataset.width=12",
            "dataset.classes=3",
            "architecture.widths=4,6,6",
            "parameterization=dense",
            "projection=rank1-hopm",
            "projection.when=step:50",
            "threads=1",
            "batchSize=2",
            "epochs=" + epochs,
            "metrics=jsonl");
    hold("soak-training", epochs * 500, held);
  }

  @Test
  void inferences() throws IOException {
    Path model = folder.resolve("model.onnx");
    TinyModels.export(TinyModels.convolutional("synthetic"), new ExportOptions(), model);
    FloatTensor image = FloatTensor.zeros(1, 1, 28, 28);
    int sessions = Math.max(8, Campaign.share(40));
    List<Held> held = new ArrayList<>();
    Rank1 rank1 = Rank1.create();
    for (int i = 0; i < sessions; i++) {
      try (InferenceSession session = rank1.open(model, 1)) {
        for (int run = 0; run < 500; run++) {
          session.run(Map.of("input", image));
        }
      }
      held.add(Held.now());
    }
    hold("soak-inference", sessions * 500, held);
  }

  /** The second half against the first quarter's end: warm pools are filled by then. */
  private static void hold(String name, int times, List<Held> held) throws IOException {
    List<Held> warm = held.subList(held.size() / 4, held.size());
    double slope = slope(warm.stream().mapToDouble(Held::mebibytes).toArray());
    double grown = slope * held.size();
    Held first = warm.get(0);
    Held last = warm.get(warm.size() - 1);
    Path kept = Files.createDirectories(Path.of("target", "stress"));
    Files.writeString(
        kept.resolve(name + ".txt"),
        "%s: %d times, %.2f MiB more by the slope, from %s to %s%n"
            .formatted(name, times, grown, first, last));
    assertThat(grown).as("MiB by the slope over %d: %s", times, held).isLessThan(MEBIBYTES_AT_MOST);
    assertThat(last.threads()).as("threads").isLessThanOrEqualTo(first.threads() + 2);
    assertThat(last.files()).as("open files").isLessThanOrEqualTo(first.files() + 2);
  }

  private static double slope(double[] values) {
    double middle = (values.length - 1) / 2.0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < values.length; i++) {
      above += (i - middle) * values[i];
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }
}

package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.graph.OnnxFile;

class ExportSpeedTest {
  private static final int[] WIDTHS = {
    64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0
  };

  @TempDir Path folder;

  private static NetworkSpec vgg16(FilterForm form) {
    NetworkBuilder builder = new NetworkBuilder("vgg16", FeatureShape.of(3, 32, 32), form);
    for (int i = 0; i < WIDTHS.length; i++) {
      if (WIDTHS[i] == 0) {
        builder.maxPool("pool" + i, 2);
      } else {
        builder
            .conv("conv" + i, WIDTHS[i], ConvGeometry.same2d(3), false)
            .batchNorm("bn" + i)
            .relu("relu" + i);
      }
    }
    return builder.globalAveragePool("global").flatten("flatten").dense("logits", 10).build();
  }

  /** Of processor time, so that a busy machine does not fail the test. */
  @Test
  void aNetworkOfVggSizeIsComposedFoldedCheckedAndWrittenInUnderTwoSeconds() throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (FilterForm form : new FilterForm[] {new DenseForm(), new Rank1Form()}) {
      NetworkSnapshot snapshot = Snapshots.random(vgg16(form), 1);
      for (String lowering : new String[] {"composed", "chain", "pointwise-depthwise"}) {
        if (form instanceof DenseForm && !lowering.equals("composed")) {
          continue;
        }
        Path file = folder.resolve(form.name() + "-" + lowering + ".onnx");
        long start = threads.getCurrentThreadCpuTime();
        new OnnxExporter().export(snapshot, new ExportOptions().withLowering(lowering), file);
        assertThat((threads.getCurrentThreadCpuTime() - start) / 1e9)
            .as("%s as %s, seconds", form, lowering)
            .isLessThan(2);
        assertThat(OnnxFile.read(file).getGraph().getInitializerCount()).isGreaterThan(27);
        assertThat(Files.size(file)).isGreaterThan(lowering.equals("composed") ? 58_000_000 : 1);
      }
    }
  }
}

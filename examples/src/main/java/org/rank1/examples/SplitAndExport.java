package org.rank1.examples;

import java.nio.file.Path;
import org.rank1.Rank1;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;

/** Writes a run as composed and as split ONNX: {@code SplitAndExport runs/mine}. */
public final class SplitAndExport {
  private SplitAndExport() {}

  /**
   * Writes {@code composed.onnx} and {@code split.onnx} beside the run.
   *
   * @param arguments the folder of a finished run
   */
  public static void main(String... arguments) {
    Path folder = Path.of(arguments[0]);
    Rank1 rank1 = Rank1.create();
    NetworkSnapshot snapshot = rank1.load(folder);

    // The factors multiplied out: one dense convolution per layer, for any batch.
    ExportOptions composed = new ExportOptions().withLowering("composed").withBatch(Batch.DYNAMIC);
    print("composed", rank1.export(snapshot, composed, folder.resolve("composed.onnx")));

    // The same factors as they are: each layer becomes a chain of cheap convolutions.
    ExportOptions split = new ExportOptions().withBatch(Batch.DYNAMIC);
    print("split", rank1.export(snapshot, split, folder.resolve("split.onnx")));
  }

  private static void print(String name, ExportedModel model) {
    System.out.printf("%s: %,d multiply-adds per image%n", name, model.counts().convMacs());
  }
}

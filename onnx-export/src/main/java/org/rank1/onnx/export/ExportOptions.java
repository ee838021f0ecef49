package org.rank1.onnx.export;

/**
 * How a snapshot becomes an ONNX model.
 *
 * @param lowerings into which stages each convolution is lowered
 * @param batch how many examples the model takes at once
 * @param embedPreprocessing whether the model takes raw pixels, 0 to 255 as floats, and normalizes
 *     them itself; otherwise it takes normalized ones
 */
public record ExportOptions(LoweringSelection lowerings, Batch batch, boolean embedPreprocessing) {
  /** A model that takes normalized pixels. */
  public ExportOptions(LoweringSelection lowerings, Batch batch) {
    this(lowerings, batch, false);
  }

  /** Every form's preferred lowering, one example at a time. */
  public ExportOptions() {
    this(LoweringSelection.preferred(), Batch.fixed(1));
  }

  /** The same with one lowering for all convolutions, see {@link LoweringSelection#named}. */
  public ExportOptions withLowering(String lowering) {
    return new ExportOptions(LoweringSelection.named(lowering), batch, embedPreprocessing);
  }

  /** The same with another batch. */
  public ExportOptions withBatch(Batch newBatch) {
    return new ExportOptions(lowerings, newBatch, embedPreprocessing);
  }

  /** The same, taking raw pixels. */
  public ExportOptions withEmbeddedPreprocessing() {
    return new ExportOptions(lowerings, batch, true);
  }
}

package org.rank1.onnx.export;

/**
 * How a snapshot becomes an ONNX model.
 *
 * @param lowerings into which stages each convolution is lowered
 * @param batch how many examples the model takes at once
 */
public record ExportOptions(LoweringSelection lowerings, Batch batch) {
  /** Every form's preferred lowering, one example at a time. */
  public ExportOptions() {
    this(LoweringSelection.preferred(), Batch.fixed(1));
  }

  /** The same with one lowering for all convolutions, see {@link LoweringSelection#named}. */
  public ExportOptions withLowering(String lowering) {
    return new ExportOptions(LoweringSelection.named(lowering), batch);
  }

  /** The same with another batch. */
  public ExportOptions withBatch(Batch newBatch) {
    return new ExportOptions(lowerings, newBatch);
  }
}

package org.rank1.experiments.bench;

/**
 * The split network in int8, beside the networks of floats in the same rounds.
 *
 * @param precision {@code int8}
 * @param int8Ms median latency of the split network in int8, in milliseconds
 * @param int8LowMs its first quartile
 * @param int8HighMs its third quartile
 * @param int8SpeedupOverSplit median over the rounds of split divided by split in int8
 * @param int8SpeedupOverSplitLow lower end of its 95 % interval
 * @param int8SpeedupOverSplitHigh upper end
 * @param int8SpeedupOverDense median over the rounds of dense divided by split in int8
 * @param int8SpeedupOverDenseLow lower end of its 95 % interval
 * @param int8SpeedupOverDenseHigh upper end
 * @param denseInt8Ms median latency of the dense network in int8
 * @param denseInt8SpeedupOverDense median over the rounds of dense divided by dense in int8
 * @param int8Nodes nodes of the split network that really multiplied bytes; 0 if the runtime cannot
 *     be traced
 * @param splitBytes size of the split model
 * @param int8Bytes size of the split model in int8
 */
public record Int8Result(
    String precision,
    double int8Ms,
    double int8LowMs,
    double int8HighMs,
    double int8SpeedupOverSplit,
    double int8SpeedupOverSplitLow,
    double int8SpeedupOverSplitHigh,
    double int8SpeedupOverDense,
    double int8SpeedupOverDenseLow,
    double int8SpeedupOverDenseHigh,
    double denseInt8Ms,
    double denseInt8SpeedupOverDense,
    int int8Nodes,
    int splitBytes,
    int int8Bytes) {}

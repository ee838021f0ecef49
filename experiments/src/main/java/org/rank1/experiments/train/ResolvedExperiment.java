package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.metric.MetricSink;
import org.rank1.network.FormConversion;

/**
 * An experiment with nothing left open: what it says, and every part of it, made once.
 *
 * @param spec as it is written down: device, threads, executions and sources of data are what they
 *     came to
 * @param plan what is trained, and how
 * @param projection what the kernels end in
 * @param start the run that training starts from, in its forms; empty for random factors, and where
 *     training goes on
 * @param sinks receive the measurements
 * @param device owns everything of the run; closed with the experiment
 */
record ResolvedExperiment(
    ExperimentSpec spec,
    TrainingPlan plan,
    FinalProjection projection,
    Optional<FormConversion.Result> start,
    List<MetricSink> sinks,
    NDManager device)
    implements AutoCloseable {

  @Override
  public void close() {
    device.close();
  }
}

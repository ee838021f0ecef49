package org.rank1.onnx.proof;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.reference.ReferenceInterpreter;

/** Parts of exported models, and forms evaluated naively. */
final class Parts {
  /** Stands for a batch of any size. */
  static final long ANY_BATCH = SegmentProof.ANY_BATCH;

  private Parts() {}

  /** One convolution of random geometry on odd sizes, perhaps with a bias and a batch norm. */
  static NetworkSpec network(FilterForm form, int axes, SplittableRandom random) {
    List<ConvAxis> window = new ArrayList<>();
    List<Integer> spatial = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      ConvAxis own =
          new ConvAxis(
              random.nextInt(1, 5),
              random.nextInt(1, 4),
              random.nextInt(0, 4),
              random.nextInt(0, 4),
              random.nextInt(1, 3));
      window.add(own);
      spatial.add(own.span() + random.nextInt(0, 7));
    }
    int groups = random.nextInt(1, 4);
    NetworkBuilder builder =
        new NetworkBuilder("random", new FeatureShape(groups * random.nextInt(1, 5), spatial), form)
            .conv(
                "conv1",
                groups * random.nextInt(1, 5),
                new ConvGeometry(window, groups),
                random.nextBoolean());
    return random.nextBoolean() ? builder.batchNorm("bn1").build() : builder.build();
  }

  static ModelProto export(NetworkSpec network, String lowering, TensorOrder order, Batch batch) {
    return new OnnxExporter()
        .export(
            Snapshots.random(network, 5),
            new ExportOptions().withLowering(lowering).withBatch(batch).withTensorOrder(order))
        .model()
        .proto();
  }

  /** A whole model as a part. */
  static LinearPart whole(ModelProto model, NetworkSpec network, long batch) {
    ModelGraph graph = ModelGraph.of(model);
    String input = model.getGraph().getInput(0).getName();
    String output = model.getGraph().getOutput(0).getName();
    List<Long> shape = new ArrayList<>(List.of(batch));
    network.input().extents().forEach(extent -> shape.add((long) extent));
    return new LinearPart(
        graph.between(Set.of(input), List.of(output)), Map.of(input, shape), output);
  }

  /** The form of a part whose axes need not be split. */
  static LinearForm form(LinearPart part) {
    return PartReader.read(part, part.inputs()).form();
  }

  /** What a model gives for an image, in double precision. */
  static DoubleTensor evaluated(ModelProto model, DoubleTensor image) {
    String input = model.getGraph().getInput(0).getName();
    String output = model.getGraph().getOutput(0).getName();
    return new ReferenceInterpreter(model)
        .evaluate(Map.of(input, image), List.of(output))
        .value(output);
  }

  /** What a form of one value gives for an image, by the definition of a convolution. */
  static double[] evaluated(LinearForm form, DoubleTensor image) {
    ComposedKernel kernel = form.terms().values().iterator().next();
    List<Integer> out = form.extents();
    int positions = out.stream().reduce(1, Math::multiplyExact);
    double[] result = new double[form.channels() * positions];
    for (int filter = 0; filter < form.channels(); filter++) {
      for (int position = 0; position < positions; position++) {
        result[filter * positions + position] =
            form.bias()[filter] + sum(kernel, filter, position, image);
      }
    }
    return result;
  }

  private static double sum(ComposedKernel kernel, int filter, int position, DoubleTensor image) {
    int group = filter / (kernel.outChannels() / kernel.groups());
    double sum = 0;
    for (int tap = 0; tap < kernel.taps(); tap++) {
      int at = source(kernel.axes(), position, tap);
      for (int c = 0; c < kernel.perGroup() && at >= 0; c++) {
        int channel = group * kernel.perGroup() + c;
        int plane = image.size() / kernel.inChannels();
        sum +=
            kernel.values()[(filter * kernel.taps() + tap) * kernel.perGroup() + c]
                * image.data()[channel * plane + at];
      }
    }
    return sum;
  }

  /** The place in a plane that a tap reads for an output, or -1 for one outside. */
  private static int source(List<OffsetAxis> axes, int position, int tap) {
    int at = 0;
    int step = 1;
    int restPosition = position;
    int restTap = tap;
    for (int i = axes.size() - 1; i >= 0; i--) {
      OffsetAxis axis = axes.get(i);
      int read =
          restPosition % axis.output() * axis.stride()
              + axis.offsets().get(restTap % axis.offsets().size());
      restPosition /= axis.output();
      restTap /= axis.offsets().size();
      if (read < 0 || read >= axis.input()) {
        return -1;
      }
      at += read * step;
      step *= axis.input();
    }
    return at;
  }
}

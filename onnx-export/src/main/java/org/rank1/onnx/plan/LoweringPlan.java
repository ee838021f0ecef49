package org.rank1.onnx.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.ConvSpec;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.Lowerings;

/**
 * Into which stages each convolution of a network is lowered, chosen from measurements and written
 * down: {@code plan.json}. Only the layers' lowerings have an effect; the rest is information, or
 * says for which network the plan was made.
 *
 * @param network the network's name
 * @param input the shape of one example, {@code 3×224×224}
 * @param runtime what measured
 * @param machine the processor it ran on
 * @param threads threads per run
 * @param channelBlock channels that the runtime computes at once, 1 if it does not say: any other
 *     number takes as long as the next multiple
 * @param layers one entry per convolution, in the network's order
 * @param measured what the whole network took, by the name of the choice, in milliseconds
 */
public record LoweringPlan(
    String network,
    String input,
    String runtime,
    String machine,
    int threads,
    int channelBlock,
    List<PlannedLayer> layers,
    Map<String, Double> measured) {
  /** The name of a plan's file. */
  public static final String FILE = "plan.json";

  /** Copies. */
  public LoweringPlan {
    layers = List.copyOf(layers);
    measured = Map.copyOf(measured);
  }

  /**
   * Reads a plan.
   *
   * @throws InvalidInputException if the file is missing or no plan
   */
  public static LoweringPlan read(Path file) {
    return PlanFile.read(file);
  }

  /** Writes the plan, whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFile.writeText(file, PlanFile.text(this));
  }

  /**
   * What the ranks waste on this runtime, one sentence for each layer with inner channels that are
   * no multiple of its block.
   */
  public List<String> rankAdvice() {
    List<String> advice = new ArrayList<>();
    for (PlannedLayer layer : layers) {
      for (int channels : layer.innerChannels()) {
        int filled = (channels + channelBlock - 1) / channelBlock * channelBlock;
        if (filled != channels) {
          advice.add(
              "Layer \"%s\" has %d inner channels; the runtime computes %d at once, so a rank with %d takes about as long."
                  .formatted(layer.name(), channels, channelBlock, filled));
        }
      }
    }
    return advice;
  }

  /** The lowering of every layer. */
  public Lowerings lowerings() {
    Map<String, String> lowerings = new LinkedHashMap<>();
    layers.forEach(layer -> lowerings.put(layer.name(), layer.lowering()));
    return new Lowerings(lowerings);
  }

  /** The plan as a selection; it refuses a network for which it was not made. */
  public LoweringSelection selection() {
    return network -> {
      requireFits(network);
      return lowerings().selection().select(network);
    };
  }

  private void requireFits(NetworkSpec other) {
    if (!other.input().toString().equals(input)) {
      throw misfit(other, "it was made for inputs of " + input + ", not " + other.input());
    }
    Map<String, PlannedLayer> planned = new LinkedHashMap<>();
    layers.forEach(layer -> planned.put(layer.name(), layer));
    for (LayerSpec.Convolution layer : other.convolutions()) {
      PlannedLayer plan = planned.remove(layer.name());
      ConvSpec conv = other.convSpec(layer);
      if (plan == null) {
        throw misfit(other, "it has no layer \"" + layer.name() + "\"");
      } else if (!plan.form().equals(layer.form().name())) {
        throw misfit(
            other,
            "layer \"%s\" has form \"%s\" there, \"%s\" in the network"
                .formatted(layer.name(), plan.form(), layer.form().name()));
      } else if (!plan.conv().equals(LayerCase.text(conv))) {
        throw misfit(
            other,
            "layer \"%s\" is \"%s\" there, \"%s\" in the network"
                .formatted(layer.name(), plan.conv(), LayerCase.text(conv)));
      } else if (!layer.form().lowerings(conv).contains(plan.lowering())) {
        throw misfit(
            other,
            NearMisses.unknown(
                "lowering",
                plan.lowering(),
                "layer \"" + layer.name() + "\"",
                layer.form().lowerings(conv)));
      }
    }
    if (!planned.isEmpty()) {
      throw misfit(
          other,
          "it has layer \"%s\", the network has not".formatted(planned.keySet().iterator().next()));
    }
  }

  private InvalidInputException misfit(NetworkSpec other, String why) {
    return new InvalidInputException(
        "The plan for network \"%s\" does not fit network \"%s\": %s."
            .formatted(
                network,
                other.name(),
                why.endsWith(".") ? why.substring(0, why.length() - 1) : why));
  }
}

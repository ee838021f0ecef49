package org.rank1.onnx.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rank1.filter.ConvSpec;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSpec;

/** Selects into which stages each convolution of a network is lowered. */
@FunctionalInterface
public interface LoweringSelection {
  /**
   * Selects the lowering of every convolution of a network.
   *
   * @throws InvalidInputException if a lowering is asked for that there is not
   */
  Lowerings select(NetworkSpec network);

  /** Every convolution in the way its form prefers. */
  static LoweringSelection preferred() {
    return perLayer((layer, conv) -> layer.form().lowerings(conv).get(0));
  }

  /**
   * Every convolution in one way; where a form does not offer it, in the way the form prefers. A
   * name that no convolution of the network offers is refused; a network without convolutions takes
   * any.
   */
  static LoweringSelection named(String lowering) {
    return network -> {
      Set<String> available = new TreeSet<>();
      Map<String, String> selected = new LinkedHashMap<>();
      for (LayerSpec.Convolution layer : network.convolutions()) {
        List<String> offered = layer.form().lowerings(network.convSpec(layer));
        available.addAll(offered);
        selected.put(layer.name(), offered.contains(lowering) ? lowering : offered.get(0));
      }
      if (!available.isEmpty() && !available.contains(lowering)) {
        throw new InvalidInputException(
            NearMisses.unknown(
                "lowering", lowering, "network \"" + network.name() + "\"", available));
      }
      return new Lowerings(selected);
    };
  }

  /** Each convolution as chosen; a name its form does not offer is refused, naming the layer. */
  static LoweringSelection perLayer(NetworkCounts.LoweringChoice choice) {
    return network -> {
      Map<String, String> selected = new LinkedHashMap<>();
      for (LayerSpec.Convolution layer : network.convolutions()) {
        ConvSpec conv = network.convSpec(layer);
        String lowering = choice.lowering(layer, conv);
        if (!layer.form().lowerings(conv).contains(lowering)) {
          throw new InvalidInputException(
              NearMisses.unknown(
                  "lowering",
                  lowering,
                  "layer \"" + layer.name() + "\"",
                  layer.form().lowerings(conv)));
        }
        selected.put(layer.name(), lowering);
      }
      return new Lowerings(selected);
    };
  }
}

package org.rank1.network;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Options;

/**
 * Converts convolutions of a trained network to other forms: the kernel that a layer's factors
 * compose to is taken apart into the factors of the new form. Everything else, biases included, is
 * copied.
 *
 * <p>A run with projections ends like this, with the form of the projection in place of {@code
 * dense}; a warm start begins like this.
 */
public final class FormConversion {
  private FormConversion() {}

  /**
   * A network with new forms.
   *
   * @param snapshot the network
   * @param relativeErrors by name, for each convolution that was decomposed, {@code ‖W − Ŵ‖ / ‖W‖}
   */
  public record Result(NetworkSnapshot snapshot, Map<String, Double> relativeErrors) {
    /** Copies, keeping the order of the layers. */
    public Result {
      relativeErrors = Collections.unmodifiableMap(new LinkedHashMap<>(relativeErrors));
    }
  }

  /**
   * Converts some convolutions to one form.
   *
   * @param decomposer one that covers the form
   * @param which the convolutions to decompose; the others stay as they are
   * @throws InvalidInputException naming the layer whose kernel cannot be composed or decomposed
   */
  public static Result decompose(
      NetworkSnapshot source,
      FilterForm form,
      KernelDecomposer decomposer,
      Predicate<? super LayerSpec.Convolution> which) {
    Target target = new Target(form, decomposer);
    return decompose(source, layer -> which.test(layer) ? Optional.of(target) : Optional.empty());
  }

  /** What a convolution becomes, and by what. */
  private record Target(FilterForm form, KernelDecomposer decomposer) {}

  /**
   * Converts a network to the forms of another one: where a form differs, by the first decomposer
   * that covers the target's form, at the ranks that it has; where it is equal, nothing changes.
   *
   * @param target the source's network but for the forms of its convolutions, and its name
   * @param decomposers in the order of preference
   * @throws InvalidInputException if the networks differ in more than forms, if there is no
   *     decomposer of a form, or naming the layer whose kernel cannot be composed or decomposed
   */
  public static Result into(
      NetworkSnapshot source, NetworkSpec target, Collection<KernelDecomposer> decomposers) {
    Map<String, LayerSpec.Convolution> targets = new LinkedHashMap<>();
    target.convolutions().forEach(layer -> targets.put(layer.name(), layer));
    requireSameButForms(source.network(), target);
    Result result =
        decompose(
            source,
            layer -> {
              LayerSpec.Convolution wanted = targets.getOrDefault(layer.name(), layer);
              return wanted.form().equals(layer.form())
                  ? Optional.empty()
                  : Optional.of(target(wanted, target.convSpec(wanted), decomposers));
            });
    NetworkSnapshot snapshot = result.snapshot();
    return new Result(
        new NetworkSnapshot(target, tensors(snapshot), snapshot.input(), snapshot.provenance()),
        result.relativeErrors());
  }

  private static void requireSameButForms(NetworkSpec source, NetworkSpec target) {
    if (!source.input().equals(target.input())) {
      throw new InvalidInputException(
          "Network \"%s\" reads %s, but \"%s\" reads %s: its weights do not fit."
              .formatted(source.name(), source.input(), target.name(), target.input()));
    }
    List<LayerSpec> from = source.layers();
    List<LayerSpec> to = target.layers();
    for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
      LayerSpec wanted = to.get(i);
      LayerSpec given =
          from.get(i) instanceof LayerSpec.Convolution c
                  && wanted instanceof LayerSpec.Convolution w
              ? c.withForm(w.form())
              : from.get(i);
      if (!given.equals(wanted)) {
        throw new InvalidInputException(
            "Layer \"%s\" of network \"%s\" is not layer \"%s\" of \"%s\": its weights do not fit."
                .formatted(given.name(), source.name(), wanted.name(), target.name()));
      }
    }
    if (from.size() != to.size()) {
      throw new InvalidInputException(
          "Network \"%s\" has %d layers, but \"%s\" has %d: its weights do not fit."
              .formatted(source.name(), from.size(), target.name(), to.size()));
    }
  }

  private static Target target(
      LayerSpec.Convolution wanted, ConvSpec conv, Collection<KernelDecomposer> decomposers) {
    FilterForm form = wanted.form();
    if (form.composition(conv) instanceof Composition.NotComposable not) {
      throw refused(
          wanted, "cannot be decomposed into form \"" + form.name() + "\": " + not.reason());
    }
    return decomposers.stream()
        .filter(decomposer -> decomposer.covers(form))
        .findFirst()
        .map(decomposer -> new Target(form, decomposer))
        .orElseThrow(
            () ->
                refused(
                    wanted,
                    "cannot be decomposed into form \"%s\": none of the %d decomposers covers it with options %s"
                        .formatted(
                            form.name(), decomposers.size(), Options.toMap(form.options()))));
  }

  private static Result decompose(
      NetworkSnapshot source, Function<LayerSpec.Convolution, Optional<Target>> targets) {
    Map<String, FilterForm> forms = new LinkedHashMap<>();
    Map<String, Map<String, FloatTensor>> tensors = tensors(source);
    Map<String, Double> errors = new LinkedHashMap<>();
    for (LayerSpec.Convolution layer : source.network().convolutions()) {
      Optional<Target> target = targets.apply(layer);
      if (target.isPresent()) {
        forms.put(layer.name(), target.get().form());
        Decomposition decomposition = decompose(source, layer, target.get());
        Map<String, FloatTensor> changed = new LinkedHashMap<>(source.tensors(layer));
        source.factors(layer).asMap().keySet().forEach(changed::remove);
        changed.putAll(decomposition.factors().asMap());
        tensors.put(layer.name(), changed);
        errors.put(layer.name(), decomposition.relativeError());
      }
    }
    NetworkSpec network =
        source
            .network()
            .mapConvolutions(
                layer -> layer.withForm(forms.getOrDefault(layer.name(), layer.form())));
    return new Result(
        new NetworkSnapshot(network, tensors, source.input(), source.provenance()), errors);
  }

  private static Decomposition decompose(
      NetworkSnapshot source, LayerSpec.Convolution layer, Target target) {
    ConvSpec conv = source.network().convSpec(layer);
    if (layer.form().composition(conv) instanceof Composition.NotComposable not) {
      throw refused(
          layer,
          "of form \"" + layer.form().name() + "\" is not one linear kernel: " + not.reason());
    }
    FloatTensor kernel = Decomposition.compose(layer.form(), conv, source.factors(layer));
    try {
      return target.decomposer().decompose(target.form(), conv, kernel);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Convolution \"%s\" cannot be decomposed into form \"%s\": %s."
              .formatted(layer.name(), target.form().name(), e.getMessage()),
          e);
    }
  }

  private static InvalidInputException refused(LayerSpec.Convolution layer, String why) {
    return new InvalidInputException("Convolution \"" + layer.name() + "\" " + why + ".");
  }

  private static Map<String, Map<String, FloatTensor>> tensors(NetworkSnapshot snapshot) {
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : snapshot.network().layers()) {
      tensors.put(layer.name(), snapshot.tensors(layer));
    }
    return tensors;
  }
}

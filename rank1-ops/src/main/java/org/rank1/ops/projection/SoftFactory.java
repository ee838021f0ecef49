package org.rank1.ops.projection;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.training.KernelProjection;

/** Makes {@link SoftProjection} around any other projection, one from a plugin too. */
public final class SoftFactory implements PartFactory<SoftOptions, KernelProjection> {
  /** The name under which the projection is bound. */
  public static final String NAME = "soft";

  private final Parts parts;

  /** Takes the parts among which the projection to soften is looked up. */
  @Inject
  public SoftFactory(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Class<SoftOptions> optionsType() {
    return SoftOptions.class;
  }

  @Override
  public List<SoftOptions> examples() {
    return List.of(
        new SoftOptions(),
        new SoftOptions("rank1-hosvd", List.of(), 0, 0.5, SoftOptions.Ramp.COSINE));
  }

  /**
   * Softens the projection that the options name.
   *
   * @throws InvalidInputException if there is none of that name, one of its options is illegal, or
   *     it is itself soft or leaves kernels as they are
   */
  @Override
  public KernelProjection create(SoftOptions options) {
    if (options.of().equals(NAME)) {
      throw new InvalidInputException("A soft projection cannot be softened (at projection.of).");
    }
    Map<String, String> with = new LinkedHashMap<>();
    for (String option : options.with()) {
      int equals = option.indexOf('=');
      with.put(option.substring(0, equals), option.substring(equals + 1));
    }
    parts.factory(KernelProjection.class, options.of(), "projection", "projection.of");
    KernelProjection hard =
        parts.create(KernelProjection.class, "projection.with", options.of(), with);
    if (hard.target().isEmpty()) {
      throw new InvalidInputException(
          "Projection \"%s\" at projection.of leaves kernels as they are; there is nothing to soften."
              .formatted(options.of()));
    }
    return new SoftProjection(hard, options);
  }
}

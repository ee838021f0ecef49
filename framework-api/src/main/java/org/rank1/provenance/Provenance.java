package org.rank1.provenance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a network came about.
 *
 * @param productVersion the version of this product, {@link ProductVersion#current()}
 * @param configurationHash SHA-256 of the resolved configuration, hexadecimal
 * @param seed the seed of initialization and order
 * @param dataset the name of the training data
 * @param details anything else worth keeping, for example the final accuracy
 */
public record Provenance(
    String productVersion,
    String configurationHash,
    long seed,
    String dataset,
    Map<String, String> details) {
  /** The detail that is there where training had not ended, and says how far it was. */
  public static final String UNFINISHED = "unfinished";

  /** The details with this prefix are the options of the training data. */
  public static final String DATASET_OPTION = "dataset.option.";

  /** Copies, keeping the order. */
  public Provenance {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}

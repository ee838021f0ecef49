package org.rank1.experiments.certificate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a certificate's models and images are on this machine.
 *
 * @param models folders that hold files of the models' names; where there are none, the certificate
 *     and the current folder are looked at
 * @param data folder of the data files, where the images need one
 */
public record VerificationSettings(List<Path> models, Optional<Path> data) {

  /** Copies. */
  public VerificationSettings {
    models = List.copyOf(models);
  }

  /** No folders. */
  public VerificationSettings() {
    this(List.of(), Optional.empty());
  }
}

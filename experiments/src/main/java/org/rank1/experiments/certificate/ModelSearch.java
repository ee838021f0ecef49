package org.rank1.experiments.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;

/**
 * Finds a certificate's models. The certificate was written by anyone, so it does not choose where
 * to look: folders that the user names are searched for the file's name, and no others. Where none
 * is named: the path below the certificate's folder, then the file's name in that folder, in the
 * folder around it, and in the current one; what a link leads out of such a folder is not opened.
 *
 * @param certificate the certificate's file
 * @param named folders that the user named
 */
record ModelSearch(Path certificate, List<Path> named) {

  /**
   * The model with the recorded hash, otherwise the first one of that name.
   *
   * @throws InvalidInputException if there is none
   */
  ModelFile find(CertifiedModel model) {
    ModelFile first = null;
    for (Path file : places(model)) {
      ModelFile found = ModelFile.read(file);
      if (found.sha256().equals(model.sha256())) {
        return found;
      }
      first = first == null ? found : first;
    }
    if (first == null) {
      throw new InvalidInputException(
          named.isEmpty()
              ? "There is no model \"%s\" in the certificate's folder, in the one around it, or in the current one; name its folder with --models."
                  .formatted(model.file())
              : "There is no model \"%s\" in %s, named with --models."
                  .formatted(
                      model.file(),
                      String.join(", ", named.stream().map(dir -> "\"" + dir + "\"").toList())));
    }
    return first;
  }

  private List<Path> places(CertifiedModel model) {
    List<Path> places = new ArrayList<>();
    for (Path folder : named) {
      Path file = folder.resolve(model.file());
      if (Files.isRegularFile(file)) {
        places.add(file);
      }
    }
    if (named.isEmpty()) {
      Path folder = certificate.toAbsolutePath().normalize().getParent();
      if (model.path() != null) {
        within(folder, CertifiedModel.names(model.path())).ifPresent(places::add);
      }
      within(folder, List.of(model.file())).ifPresent(places::add);
      within(folder == null ? null : folder.getParent(), List.of(model.file()))
          .ifPresent(places::add);
      within(Path.of("").toAbsolutePath(), List.of(model.file())).ifPresent(places::add);
    }
    return places;
  }

  /** A file that lies in a folder even when all links are followed. */
  private static Optional<Path> within(@Nullable Path folder, List<String> names) {
    if (folder == null) {
      return Optional.empty();
    }
    Path file = folder;
    for (String name : names) {
      file = file.resolve(name);
    }
    try {
      return Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as good as not there
    }
  }
}

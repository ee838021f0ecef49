package org.rank1.experiments.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;

/**
 * The folder a certificate lives in.
 *
 * @param path the folder
 */
public record CertificateFolder(Path path) {

  /** The certificate. */
  public Path json() {
    return path.resolve("certificate.json");
  }

  /** The same for people. */
  public Path page() {
    return path.resolve("certificate.html");
  }

  /**
   * Refuses a folder that is none, or belongs to something else.
   *
   * @throws InvalidInputException naming it and what it holds
   */
  void requireFreeFor(CertifiedModel reference, CertifiedModel candidate) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new InvalidInputException(
          "\"%s\" is a file, not a folder for a certificate.".formatted(path));
    }
    if (!Files.exists(json())) {
      if (Files.exists(page())) {
        throw taken("a certificate.html without a certificate.json");
      }
      return;
    }
    Certificate earlier;
    try {
      earlier = read(json());
    } catch (InvalidInputException e) {
      throw taken("a certificate.json that is no certificate");
    }
    if (!earlier.reference().sha256().equals(reference.sha256())
        || !earlier.candidate().sha256().equals(candidate.sha256())) {
      throw taken(
          "a certificate of other models, of \"%s\" against \"%s\""
              .formatted(earlier.candidate().file(), earlier.reference().file()));
    }
  }

  private InvalidInputException taken(String by) {
    return new InvalidInputException(
        "\"%s\" holds %s; name another folder with --report.".formatted(path, by));
  }

  /**
   * Reads a certificate.
   *
   * @throws InvalidInputException if the file is missing, too large, or no certificate
   */
  static Certificate read(Path file) {
    String place = "\"" + file + "\"";
    try {
      if (Files.isDirectory(file)) {
        throw new InvalidInputException(
            place + " is a folder; name the certificate.json that is in it.");
      }
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException("There is no certificate " + place + ".");
      }
      if (Files.size(file) > CertificateJson.MAX_BYTES) {
        throw new JsonRefusals(place)
            .of("it has more than %d bytes".formatted(CertificateJson.MAX_BYTES));
      }
      return CertificateJson.parse(Files.readAllBytes(file), place);
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read %s: %s.".formatted(place, e.getMessage()), e);
    }
  }

  /** Writes both files, or neither. */
  void write(Certificate certificate) {
    String text = CertificateJson.text(certificate);
    // Nothing is written that could not be read again, for example for a name with control
    // characters.
    CertificateJson.parse(text.getBytes(StandardCharsets.UTF_8), "The result");
    try {
      AtomicFile.write(
          json(),
          out -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            // The certificate takes its name once the page has been written too.
            AtomicFile.writeText(page(), CertificatePage.page(certificate));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a model lies below this folder, with {@code /} between names; null if elsewhere. */
  @Nullable String below(Path model) {
    Path root = path.toAbsolutePath().normalize();
    Path absolute = model.toAbsolutePath().normalize();
    return absolute.startsWith(root) && !absolute.equals(root)
        ? StreamSupport.stream(root.relativize(absolute).spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"))
        : null;
  }
}

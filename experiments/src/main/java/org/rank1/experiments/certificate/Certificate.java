package org.rank1.experiments.certificate;

import java.util.Arrays;
import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.onnx.verdict.LevelVerdict;

/**
 * A validation of two models, written down: {@code certificate.json} is this record as JSON.
 *
 * @param format {@value #FORMAT}
 * @param version of the format, {@value #VERSION}
 * @param productVersion the version of this product that made it
 * @param created when, in UTC, as in {@code 2026-01-31T12:00:00Z}
 * @param reference the judge of what is right
 * @param candidate the other form
 * @param inputs what they were compared on
 * @param equivalent whether they are equivalent at every level
 * @param levels the verdict at each optimization level of the runtime
 * @param speed latencies: another verdict, never mixed with the first
 * @param machine on what everything ran
 * @param sha256 hash of all of the above, see {@link #intact}
 */
public record Certificate(
    String format,
    int version,
    String productVersion,
    String created,
    CertifiedModel reference,
    CertifiedModel candidate,
    CertifiedInputs inputs,
    boolean equivalent,
    List<LevelVerdict> levels,
    CertifiedSpeed speed,
    CertifiedMachine machine,
    String sha256) {
  static final String FORMAT = "rank1-certificate";
  static final int VERSION = 2;

  /**
   * Copies, and checks that every level is there once.
   *
   * @throws InvalidInputException if not
   */
  public Certificate {
    levels = List.copyOf(levels);
    List<OptimizationLevel> all = List.of(OptimizationLevel.values());
    if (!levels.stream().map(LevelVerdict::level).toList().equals(all)) {
      throw new InvalidInputException(
          "Illegal levels %s, must be %s."
              .formatted(
                  levels.stream().map(LevelVerdict::level).toList(),
                  Arrays.toString(OptimizationLevel.values())));
    }
  }

  /** The same under another hash. */
  Certificate withSha256(String hash) {
    return new Certificate(
        format,
        version,
        productVersion,
        created,
        reference,
        candidate,
        inputs,
        equivalent,
        levels,
        speed,
        machine,
        hash);
  }

  /**
   * Whether the hash is that of the content. It notices a slip or a careless change; who changes
   * content and hash together is only found out by repeating the validation.
   */
  public boolean intact() {
    return sha256.equals(CertificateJson.contentHash(this));
  }

  /** The verdict that decides: the first level at which they are not equivalent, else the last. */
  public LevelVerdict decisive() {
    return levels.stream()
        .filter(verdict -> !verdict.equivalence().equivalent())
        .findFirst()
        .orElse(levels.get(levels.size() - 1));
  }
}

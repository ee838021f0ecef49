package org.rank1.experiments.certificate;

/**
 * One statement of a certificate, held against its repetition.
 *
 * @param place what it is about, for example {@code candidate} or {@code level all}
 * @param what which statement, for example {@code SHA-256}
 * @param recorded what the certificate says; empty if it says nothing
 * @param repeated what came of the repetition; empty if it says nothing
 * @param noise what another runtime or processor may do to it
 */
public record Compared(String place, String what, String recorded, String repeated, Noise noise) {

  /** Whether both say the same. */
  public boolean same() {
    return recorded.equals(repeated);
  }

  /** Whether both say the same, or differ by no more than another processor may make them. */
  public boolean withinNoise() {
    return same() || noise.explains(recorded, repeated);
  }
}

package org.rank1.experiments.certificate;

/**
 * One statement of a certificate, held against its repetition.
 *
 * @param place what it is about, for example {@code candidate} or {@code level all}
 * @param what which statement, for example {@code SHA-256}
 * @param recorded what the certificate says; empty if it says nothing
 * @param repeated what came of the repetition; empty if it says nothing
 */
public record Compared(String place, String what, String recorded, String repeated) {

  /** Whether both say the same. */
  public boolean same() {
    return recorded.equals(repeated);
  }
}

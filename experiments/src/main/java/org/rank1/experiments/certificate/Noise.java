package org.rank1.experiments.certificate;

/** What another runtime or processor may do to a figure; more than that is a difference. */
public enum Noise {
  /** Nothing: it is the same everywhere. */
  NONE {
    @Override
    boolean allows(double recorded, double repeated) {
      return false;
    }
  },
  /** A rounding error is summed in another order: it stays of the same size, within ten times. */
  ROUNDING {
    @Override
    boolean allows(double recorded, double repeated) {
      return recorded > 0
          && repeated > 0
          && Math.max(recorded, repeated) <= 10 * Math.min(recorded, repeated);
    }
  },
  /** A rounding error in units of its bound, which may have been zero. */
  OF_BOUND {
    @Override
    boolean allows(double recorded, double repeated) {
      return ROUNDING.allows(recorded, repeated) || SHARE.allows(recorded, repeated);
    }
  },
  /** A share moves by a quarter at most. */
  SHARE {
    @Override
    boolean allows(double recorded, double repeated) {
      return Math.abs(recorded - repeated) <= 0.25;
    }
  };

  abstract boolean allows(double recorded, double repeated);

  /** Whether this explains that two texts differ; texts that are no numbers are left to facts. */
  boolean explains(String recorded, String repeated) {
    try {
      return allows(Double.parseDouble(recorded), Double.parseDouble(repeated));
    } catch (NumberFormatException e) {
      return this != NONE;
    }
  }
}

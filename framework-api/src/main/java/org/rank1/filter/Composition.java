package org.rank1.filter;

import java.util.function.Function;

/** Whether a form is one linear kernel. */
public sealed interface Composition {

  /**
   * The form is one linear kernel.
   *
   * @param kernel composes the factors to {@code [O, C/groups, k...]}
   */
  record Composable(Function<Factors, FloatTensor> kernel) implements Composition {}

  /**
   * The form is not one linear kernel.
   *
   * @param reason one sentence, for example that an inner bias sees zero padding
   */
  record NotComposable(String reason) implements Composition {}
}

package org.rank1.filter;

import java.util.List;

/**
 * Says of which factors a kernel is made, and what they mean: the socket {@code FilterForm}.
 *
 * <p>A form is stateless; every method is a pure function of its arguments. Forms are records of
 * their options, so equal options are equal forms.
 */
public interface FilterForm {

  /** The name under which the form is bound, for example {@code rank1}. */
  String name();

  /** The options from which the form's factory makes an equal form. */
  Record options();

  /**
   * Names and shapes of the factors, in a fixed order.
   *
   * @throws IllegalArgumentException if this form cannot express the convolution, with the reason
   */
  List<TensorSpec> factors(ConvSpec conv);

  /** The kernel the factors stand for, or why there is none. */
  Composition composition(ConvSpec conv);

  /**
   * The names under which this form can be lowered, the preferred one first. {@link
   * Lowering#COMPOSED} is among them exactly if the form is composable.
   */
  List<String> lowerings(ConvSpec conv);

  /**
   * The stages for one of {@link #lowerings}. Every stage's shape is known without factors.
   *
   * @throws IllegalArgumentException if the name is not among the lowerings
   */
  ConvStages lower(ConvSpec conv, String lowering);

  /** The number of learned values, without the layer's bias. */
  default long parameters(ConvSpec conv) {
    return factors(conv).stream().mapToLong(TensorSpec::size).sum();
  }
}

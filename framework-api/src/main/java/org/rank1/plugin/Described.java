package org.rank1.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Explains an option where it is declared: a component of an options record, or a constant of an
 * enum that one uses.
 *
 * <pre>{@code
 * public record StepSchedule(
 *     @Described(value = "length of each stair", unit = "epochs", range = "[1, 1000000]")
 *         int everyEpochs,
 *     @Described(value = "factor from one stair to the next", range = "(0, 1]") double gamma) {
 *   public StepSchedule {
 *     Legal.check(StepSchedule.class, everyEpochs, gamma);
 *   }
 * }
 * }</pre>
 *
 * <p>The text is shown by {@code rank1 plugins} and {@code rank1 train --help-options}. The range
 * is shown there too, and it is the one that {@link Legal#check} and {@link Options#bind} check.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Described {
  /** What the option is, or what the constant means, without a full stop. */
  String value() default "";

  /** A record whose component of the same name is the same option and explains it. */
  Class<? extends Record> like() default NoOptions.class;

  /** What a number counts, for example {@code epochs}; empty for a pure number. */
  String unit() default "";

  /**
   * An interval such as {@code [0, 1)} or {@code (0, ∞)}, in which a number or each number of a
   * list must lie; empty where there is none to check.
   */
  String range() default "";

  /**
   * Legal values in words where a type and a range do not say them, for example {@code auto, cpu or
   * gpu:N}; beside a range a remark on it, for example {@code 0 for all}.
   */
  String legal() default "";
}

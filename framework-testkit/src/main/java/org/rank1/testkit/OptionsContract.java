package org.rank1.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.plugin.OptionDescription;
import org.rank1.plugin.Options;

/** What the options record of every part must hold. Needs no engine. */
public class OptionsContract extends PartContract {
  /** Subclasses run it over the parts at hand. */
  protected OptionsContract() {}

  /** One test per part at hand. */
  @TestFactory
  final Stream<DynamicTest> options() {
    return DiscoveredParts.load().all().stream()
        .filter(part -> isAtHand(part.origin()))
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.socket().getSimpleName() + " " + part.name(),
                    () -> check(part.factory().get().optionsType())));
  }

  /**
   * The defaults are legal and read back from what is written of them, and every option and every
   * value to choose is explained.
   *
   * @throws AssertionError saying what does not hold
   */
  public static <O extends Record> void check(Class<O> type) {
    O defaults = Options.defaults(type);
    O read = Options.bind(type, Options.toMap(defaults), "contract");
    if (!read.equals(defaults)) {
      throw new AssertionError(defaults + " was written and read back as " + read);
    }
    for (OptionDescription option : OptionDescription.of(type)) {
      if (option.text().isBlank()) {
        throw new AssertionError(
            "The option \"%s\" of %s has no text; give its component one with @Described"
                .formatted(option.name(), type.getName()));
      }
      for (OptionDescription.Choice choice : option.choices()) {
        if (choice.text().isBlank()) {
          throw new AssertionError(
              "The value \"%s\" of the option \"%s\" of %s has no text; give its constant one with @Described"
                  .formatted(choice.name(), option.name(), type.getName()));
        }
      }
    }
  }
}

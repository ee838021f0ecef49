package org.rank1.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import org.rank1.testkit.DiscoveredParts.Example;

/**
 * A contract that runs over the parts at hand: those of the project whose tests extend it, not
 * those of the jars that it uses, which have been tested where they were made.
 */
public abstract class PartContract {
  /** Only the contracts here extend it. */
  PartContract() {}

  /**
   * Whether parts of an origin are tested. Those are that were built beside the tests: {@code
   * target/classes} beside {@code target/test-classes}, or {@code main} beside {@code test}; where
   * a build has neither, those that come from a folder, not a jar. To be overridden to test others.
   */
  protected boolean isAtHand(PartBinding.Origin origin) {
    Path parts = Path.of(origin.location());
    @Nullable Path around =
        Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().getPath())
            .getParent();
    if (around != null
        && (Files.isDirectory(around.resolve("classes"))
            || Files.isDirectory(around.resolve("main")))) {
      return around.equals(parts.getParent());
    }
    return Files.isDirectory(parts);
  }

  /** Every part at hand of a socket, made from each of its factory's examples; at least one. */
  final <P> List<Example<P>> examples(Parts parts, Class<P> socket) {
    List<Example<P>> examples =
        DiscoveredParts.examples(parts, socket, binding -> isAtHand(binding.origin()));
    if (examples.isEmpty()) {
      throw new AssertionError(
          "No %s is at hand. Bound are %s; override isAtHand where the one to test was built elsewhere than beside %s"
              .formatted(socket.getSimpleName(), parts.names(socket), getClass().getName()));
    }
    return examples;
  }

  /** One test per example of every part at hand of a socket. */
  final <P> Stream<DynamicTest> tests(Class<P> socket, BiConsumer<Parts, Example<P>> check) {
    Parts parts = DiscoveredParts.load();
    return examples(parts, socket).stream()
        .map(
            example ->
                DynamicTest.dynamicTest(example.toString(), () -> check.accept(parts, example)));
  }
}

package org.rank1.experiments.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The revision of the git working tree that a folder lies in, read from git's own files. */
final class GitRevision {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String REF = "ref: ";
  private static final String GITDIR = "gitdir: ";

  private GitRevision() {}

  /** The revision, if the folder lies in a working tree with one. */
  static Optional<String> of(Path folder) {
    try {
      for (@Nullable Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
        Path git = at.resolve(".git");
        if (Files.exists(git)) {
          return head(Files.isDirectory(git) ? git : linked(git));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a run does not fail for want of it
    }
  }

  /** Reads {@code .git} of a working tree beside the first one: a file that says where to go on. */
  private static Path linked(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.startsWith(GITDIR) ? file.resolveSibling(text.substring(GITDIR.length())) : file;
  }

  private static Optional<String> head(Path git) throws IOException {
    Path head = git.resolve("HEAD");
    if (!Files.isRegularFile(head)) {
      return Optional.empty();
    }
    String text = Files.readString(head).strip();
    if (!text.startsWith(REF)) {
      return Optional.of(text).filter(hash -> HASH.matcher(hash).matches());
    }
    String name = text.substring(REF.length());
    Path common = git.resolve("commondir");
    Path shared = Files.isRegularFile(common) ? git.resolve(Files.readString(common).strip()) : git;
    Path loose = shared.resolve(name);
    if (Files.isRegularFile(loose)) {
      return Optional.of(Files.readString(loose).strip());
    }
    Path packed = shared.resolve("packed-refs");
    if (!Files.isRegularFile(packed)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(packed)) {
      return lines
          .filter(line -> line.endsWith(" " + name))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .findFirst();
    }
  }
}

package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.InvalidInputException;

/** Which data sets are where they are looked for when no folder is named. */
public final class FoundData {
  private FoundData() {}

  /**
   * Where each data set was found, or what would bring it, by its name.
   *
   * @param environment of the process
   */
  public static Map<String, String> in(Map<String, String> environment) {
    DataFolders folders = new DataFolders(environment);
    Map<String, String> found = new LinkedHashMap<>();
    found.put(
        FashionMnist.NAME,
        where(
            () ->
                folders
                    .find(FashionMnist.NAME, null, IdxFiles::in, IdxFiles.EXPECTED)
                    .or(() -> IdxFiles.in(FashionMnist.SYSTEM_FOLDER))
                    .map(IdxFiles::origin),
            "the embedded images"));
    found.put(
        Mnist.NAME,
        where(
            () ->
                folders
                    .find(Mnist.NAME, null, IdxFiles::in, IdxFiles.EXPECTED)
                    .map(IdxFiles::origin),
            absent(folders)));
    found.put(
        Cifar10.NAME,
        where(
            () ->
                folders
                    .find(Cifar10.NAME, null, CifarFiles::in, CifarFiles.EXPECTED)
                    .map(CifarFiles::origin),
            absent(folders)));
    return found;
  }

  private static String absent(DataFolders folders) {
    Path named = Path.of(folders.environment().getOrDefault(DataFolders.VARIABLE, ""));
    return named.toString().isEmpty()
        ? "none; name its folder with --data DIR or in " + DataFolders.VARIABLE
        : "none in " + named + " (" + DataFolders.VARIABLE + ")";
  }

  /** Looks for files. */
  @FunctionalInterface
  private interface Search {
    Optional<String> origin();
  }

  private static String where(Search search, String otherwise) {
    try {
      return search.origin().orElse(otherwise);
    } catch (InvalidInputException e) {
      return String.valueOf(e.getMessage());
    }
  }
}

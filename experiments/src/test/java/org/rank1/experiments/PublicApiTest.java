package org.rank1.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rank1.Rank1;

/** What is public says for whom, package by package. */
class PublicApiTest {
  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/examples/"))
            .importPackages("org.rank1");
    assertThat(classes.size()).isGreaterThan(400);
  }

  private static API.Status status(JavaClass type) {
    try {
      API mark = Class.forName(type.getPackageName() + ".package-info").getAnnotation(API.class);
      assertThat(mark).as("@API on package " + type.getPackageName()).isNotNull();
      return mark.status();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(type.getPackageName() + " has no package-info", e);
    }
  }

  @Test
  void everyPackageIsStableExperimentalOrInternal() {
    assertThat(classes)
        .allSatisfy(
            type ->
                assertThat(status(type))
                    .isIn(API.Status.STABLE, API.Status.EXPERIMENTAL, API.Status.INTERNAL));
  }

  @Test
  void theFacadeGivesAndTakesNothingInternal() {
    Set<String> leaks = new TreeSet<>();
    for (JavaCodeUnit unit : classes.get(Rank1.class).getCodeUnits()) {
      if (unit.getModifiers().contains(JavaModifier.PUBLIC)) {
        Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
            .map(type -> type.isArray() ? type.getBaseComponentType() : type)
            .filter(type -> type.getPackageName().startsWith("org.rank1"))
            .filter(type -> status(type) == API.Status.INTERNAL)
            .forEach(type -> leaks.add(unit.getName() + ": " + type.getName()));
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void stablePackagesNeedNoInternalOnesInTheirSignatures() {
    Set<String> leaks = new TreeSet<>();
    for (JavaClass type : classes) {
      if (status(type) != API.Status.STABLE || !isPublic(type)) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (unit.getModifiers().contains(JavaModifier.PUBLIC)) {
          Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
              .filter(used -> used.getPackageName().startsWith("org.rank1"))
              .filter(used -> status(used) == API.Status.INTERNAL)
              .forEach(used -> leaks.add(unit.getFullName() + ": " + used.getName()));
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  /** Plugins and their options are found by reflection, and the JVM starts Main. */
  private static boolean isFoundByReflection(JavaClass type) {
    return type.getSimpleName().endsWith("Plugin")
        || type.getSimpleName().endsWith("Options")
        || type.getSimpleName().equals("Main");
  }

  @Test
  void whatIsInternalAndUsedByItsOwnPackageOnlyIsNotPublic() {
    List<String> tooPublic =
        classes.stream()
            .filter(type -> isPublic(type) && type.isTopLevelClass())
            .filter(type -> status(type) == API.Status.INTERNAL)
            .filter(type -> !isFoundByReflection(type))
            .filter(
                type ->
                    type.getDirectDependenciesToSelf().stream()
                        .allMatch(
                            dependency ->
                                dependency
                                    .getOriginClass()
                                    .getPackageName()
                                    .equals(type.getPackageName())))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertThat(tooPublic).isEmpty();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }
}

package org.rank1.experiments;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rank1.architecture.Architecture;
import org.rank1.data.DatasetProvider;
import org.rank1.experiments.bench.Plans;
import org.rank1.experiments.report.Table;
import org.rank1.experiments.train.Cancellation;
import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.metric.MetricSink;
import org.rank1.onnx.runtime.TracingRuntime;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.schedule.Schedule;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.TrainingHook;

/** The rules of docs/architecture.md, held over the classes of all modules. */
class ArchitectureTest {
  /** What does the work: what asks for parts, what assembles them, what the façade makes itself. */
  private static final DescribedPredicate<JavaClass> ARE_SERVICES =
      DescribedPredicate.describe(
          "are services of the product",
          type ->
              type.getPackageName().equals("org.rank1.experiments.app")
                  || type.isEquivalentTo(Plans.class)
                  || type.getConstructors().stream()
                      .anyMatch(constructor -> constructor.isAnnotatedWith(Inject.class)));

  /** Classes of the product, outside the command line, that are more than data. */
  private static final DescribedPredicate<JavaClass> ARE_NO_VALUES =
      DescribedPredicate.describe(
          "are no records, exceptions, cancellations or tables of the product",
          type ->
              type.getPackageName().startsWith("org.rank1")
                  && !type.getPackageName().equals("org.rank1.experiments.cli")
                  && !type.isRecord()
                  && !type.isAssignableTo(Throwable.class)
                  && !type.isEquivalentTo(Cancellation.class)
                  && !type.isEquivalentTo(Table.class));

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.rank1");
  }

  @Test
  void theRulesSawTheClassesOfEveryModule() {
    assertThat(classes.size()).isGreaterThan(150);
    for (String room :
        List.of(
            "org.rank1.filter",
            "org.rank1.network",
            "org.rank1.training",
            "org.rank1.ops",
            "org.rank1.onnx",
            "org.rank1.experiments")) {
      assertThat(classes.stream().filter(c -> c.getPackageName().startsWith(room)))
          .as(room)
          .hasSizeGreaterThan(5);
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.rank1.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void trainingAndExportDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("org.rank1.ops..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rank1.onnx..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("org.rank1.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.rank1.ops..", "org.rank1.training..", "ai.djl..")
        .check(classes);
  }

  @Test
  void onlyTrainingKnowsDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.rank1.ops..",
            "org.rank1.training..",
            "org.rank1.experiments.train..",
            "org.rank1.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(classes);
  }

  @Test
  void theMessagesOfOnnxStayInTheExporter() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.rank1.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..", "ai.onnx..", "ai.onnxruntime..")
        .check(classes);
  }

  @Test
  void onlyPluginsAndTheAppKnowGuice() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.rank1.plugin..", "org.rank1.experiments.app..", "org.rank1.testkit..")
        .and()
        .haveSimpleNameNotEndingWith("Plugin")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.inject..")
        .check(classes);
  }

  @Test
  void onlyTheAppAssemblesModules() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.rank1.experiments.app..", "org.rank1.testkit..")
        .should()
        .callMethodWhere(target(owner(assignableTo(Guice.class))))
        .check(classes);
  }

  @Test
  void theCommandLineReachesTheProductThroughItsFacade() {
    noClasses()
        .that()
        .resideInAPackage("org.rank1.experiments.cli..")
        .should()
        .dependOnClassesThat(ARE_SERVICES)
        .orShould()
        .callConstructorWhere(target(owner(ARE_NO_VALUES)))
        .check(classes);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.rank1.experiments.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(classes);
  }

  @Test
  void noGenericExceptionIsThrown() {
    noClasses().should(THROW_GENERIC_EXCEPTIONS).check(classes);
  }

  @Test
  void allRandomnessIsSeeded() {
    noClasses()
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(owner(assignableTo(Math.class))).and(target(name("random"))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .orShould()
        .callConstructorWhere(
            target(owner(assignableTo(Random.class))).and(target(rawParameterTypes(List.of()))))
        .orShould()
        .callConstructorWhere(
            target(owner(assignableTo(SplittableRandom.class)))
                .and(target(rawParameterTypes(List.of()))))
        .check(classes);
  }

  @Test
  void nobodyAsksWhichPartIsBehindASocket() {
    List<Class<?>> sockets =
        List.of(
            FilterForm.class,
            FilterParameterization.class,
            KernelDecomposer.class,
            KernelProjection.class,
            OptimizerFactory.class,
            Schedule.class,
            TrainingHook.class,
            DatasetProvider.class,
            Architecture.class,
            InferenceRuntime.class,
            MetricSink.class);
    Set<String> asked = new TreeSet<>();
    for (JavaClass each : classes) {
      for (InstanceofCheck check : each.getInstanceofChecks()) {
        JavaClass type = check.getRawType();
        if (sockets.stream().anyMatch(type::isAssignableTo)) {
          asked.add(each.getName() + " asks for " + type.getName());
        }
      }
    }
    // This one adds traces to its socket, in messages of ONNX, which the socket cannot name.
    String exempt = " asks for " + TracingRuntime.class.getName();
    assertThat(asked).isNotEmpty().allMatch(each -> each.endsWith(exempt));
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    for (JavaClass each : classes) {
      packages.add(each.getPackageName());
    }
    for (String each : packages) {
      assertThat(Class.forName(each + ".package-info").isAnnotationPresent(NullMarked.class))
          .as(each)
          .isTrue();
    }
  }
}

package dev.potoroo.distribution;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the modules: what each may lean on. Maven holds them too, as far as it sees
 * direct dependencies; here they are held for every class.
 */
final class ModuleArrowsTest {
  private static JavaClasses ours;

  /** A module's packages, and the modules that it may need beside itself. */
  private record Module(String packages, List<Module> needed) {

    static Module of(String packages, Module... needed) {
      return new Module(packages, List.of(needed));
    }

    String[] allowedPackages() {
      return Stream.concat(Stream.of(packages), needed.stream().map(Module::packages))
          .toArray(String[]::new);
    }

    @Override
    public String toString() {
      return packages;
    }
  }

  private static List<Module> modules() {
    Module protocol = Module.of("dev.potoroo.protocol..");
    Module testkit = Module.of("dev.potoroo.testkit..", protocol);
    Module transport = Module.of("dev.potoroo.transport..", protocol);
    Module sdk = Module.of("dev.potoroo.connector..", transport, protocol);
    Module pipeline = Module.of("dev.potoroo.pipeline..");
    Module runtime = Module.of("dev.potoroo.runtime..", pipeline, transport, protocol);
    Module connection = Module.of("dev.potoroo.postgres.connection..", sdk, transport, protocol);
    Module source =
        Module.of("dev.potoroo.postgres.source..", connection, sdk, transport, protocol);
    Module sink = Module.of("dev.potoroo.postgres.sink..", connection, sdk, transport, protocol);
    Module alerts =
        Module.of(
            "dev.potoroo.alerts..", runtime, pipeline, source, sink, connection, sdk, protocol);
    Module distribution = Module.of("dev.potoroo.distribution..", alerts, source, sink, sdk);
    return List.of(
        protocol,
        testkit,
        transport,
        sdk,
        pipeline,
        runtime,
        connection,
        source,
        sink,
        alerts,
        distribution);
  }

  @BeforeAll
  static void readClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("dev.potoroo");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleNeedsOnlyWhatStandsBeforeIt(Module module) {
    classes()
        .that()
        .resideInAPackage(module.packages())
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("dev.potoroo.."))
                .or(JavaClass.Predicates.resideInAnyPackage(module.allowedPackages())))
        .check(ours);
  }

  @Test
  void everyClassBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(modules().stream().map(Module::packages).toArray(String[]::new))
        .check(ours);
  }

  @Test
  void thePipelineNeedsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("dev.potoroo.pipeline..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.potoroo.pipeline..", "java..", "org.jspecify..")
        .check(ours);
  }

  @Test
  void theStateMachinesKnowNoSocketNoThreadAndNoClock() {
    noClasses()
        .that()
        .resideInAPackage("dev.potoroo.protocol.session..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.net..", "java.time..", "java.util.concurrent..")
        .check(ours);
  }

  /**
   * One package is left out as a start: the SDK's front has its short form, which is built on the
   * packages below, beside the few values that these share.
   */
  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.potoroo.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            JavaClass.Predicates.resideInAPackage("dev.potoroo.connector"),
            DescribedPredicate.alwaysTrue())
        .check(ours);
  }
}

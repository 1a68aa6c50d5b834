package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The table of rooms: who may know whom. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.sluice";

    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("mcp", Set.of()),
            Map.entry("bus", Set.of("mcp")),
            Map.entry("config", Set.of()),
            Map.entry("edge", Set.of("bus", "mcp", "config")),
            Map.entry("identity", Set.of("bus", "mcp", "config", "state")),
            // mcp besides DESIGN's table: a refusal is a value of mcp.
            Map.entry("admission", Set.of("bus", "mcp", "config", "state")),
            Map.entry("provider", Set.of("bus", "mcp", "config")),
            Map.entry("catalog", Set.of("bus", "mcp", "config")),
            Map.entry("state", Set.of("config")),
            Map.entry("task", Set.of("bus", "mcp", "config")),
            Map.entry("ledger", Set.of("bus", "config")),
            // mcp besides the table: the metrics page refuses with the values of mcp.
            Map.entry("telemetry", Set.of("bus", "mcp", "config")));

    private static final String UPSTREAM = ROOT + ".provider.upstream";

    /** The chambers of the largest room; its owner, {@code upstream} itself, knows them all and none knows it. */
    private static final Map<String, Set<String>> UPSTREAM_MAY_KNOW = Map.of(
            "message", Set.of(),
            "dialect", Set.of("message"),
            "process", Set.of(),
            "wire", Set.of("message", "process"),
            "parked", Set.of("message", "wire"),
            "legacy", Set.of("message", "dialect", "wire", "parked"),
            "modern", Set.of("message", "dialect", "process", "wire"));

    @ArchTest
    static void eachRoomKnowsOnlyItsNeighbours(com.tngtech.archunit.core.domain.JavaClasses all) {
        MAY_KNOW.forEach((room, neighbours) -> {
            String[] forbidden = MAY_KNOW.keySet().stream()
                    .filter(other -> !other.equals(room) && !neighbours.contains(other))
                    .map(other -> ROOT + '.' + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + '.' + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(all);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + '.' + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .check(all);
        });
    }

    @ArchTest
    static void eachChamberOfUpstreamKnowsOnlyItsNeighbours(com.tngtech.archunit.core.domain.JavaClasses all) {
        UPSTREAM_MAY_KNOW.forEach((chamber, neighbours) -> {
            String[] forbidden = Stream.concat(
                            Stream.of(UPSTREAM),
                            UPSTREAM_MAY_KNOW.keySet().stream()
                                    .filter(other -> !other.equals(chamber) && !neighbours.contains(other))
                                    .map(other -> UPSTREAM + '.' + other + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(UPSTREAM + '.' + chamber + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(all);
        });
    }

    @ArchTest
    static void everyChamberOfUpstreamIsInTheTable(com.tngtech.archunit.core.domain.JavaClasses all) {
        String[] chambers = Stream.concat(
                        Stream.of(UPSTREAM),
                        UPSTREAM_MAY_KNOW.keySet().stream().map(chamber -> UPSTREAM + '.' + chamber + ".."))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(UPSTREAM + "..")
                .should()
                .resideInAnyPackage(chambers)
                .check(all);
    }

    @ArchTest
    static void everyRoomIsInTheTable(com.tngtech.archunit.core.domain.JavaClasses all) {
        List<String> rooms = Stream.concat(
                        Stream.of(ROOT), MAY_KNOW.keySet().stream().map(room -> ROOT + '.' + room + ".."))
                .toList();
        classes().should().resideInAnyPackage(rooms.toArray(String[]::new)).check(all);
    }

    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CYCLE =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule BUILTIN_TOOLS_USE_ONLY_THE_PUBLIC_CONTRACT = noClasses()
            .that()
            .resideInAPackage("dev.sluice.provider.builtin..")
            .should()
            .dependOnClassesThat(new DescribedPredicate<JavaClass>("are inside of the provider room") {
                @Override
                public boolean test(JavaClass type) {
                    return type.getPackageName().equals("dev.sluice.provider")
                            && !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC);
                }
            })
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule VERTICLES_ARE_THIN = classes()
            .that()
            .areAssignableTo(VerticleBase.class)
            .should()
            .haveSimpleNameEndingWith("Verticle")
            .allowEmptyShould(true);
}

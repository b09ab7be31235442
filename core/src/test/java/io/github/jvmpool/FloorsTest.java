package io.github.jvmpool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may know which: wire at the bottom, launch and worker side by side upon it, the public one above. */
class FloorsTest {
    private static final String ROOT = "io.github.jvmpool";
    private static final String WIRE = ROOT + ".wire";
    private static final String LAUNCH = ROOT + ".launch";
    private static final String WORKER = ROOT + ".worker";
    private static final String HOME = ROOT + ".home";
    private static final String SHARED = ROOT + ".shared";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** A step of the wall clock must not end, delay or prolong anything. {@code Condition.awaitUntil} takes a date, so it must ask. */
    @Test
    void nothingGoesByTheWallClockButWhatTakesADate() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SHARED + ".SharedCondition")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".WorkerLocal$Names") // for a name
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.time.Clock.class, java.time.LocalDateTime.class, java.util.Timer.class)
                .check(CLASSES);
    }

    @Test
    void wireKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, LAUNCH, WORKER, HOME, SHARED)
                .check(CLASSES);
    }

    @Test
    void launchAndWorkerKnowNeitherEachOtherNorWhatIsAbove() {
        noClasses()
                .that()
                .resideInAPackage(LAUNCH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, WORKER, HOME, SHARED)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(WORKER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, LAUNCH, HOME, SHARED)
                .check(CLASSES);
    }

    @Test
    void theHomeOfSharedObjectsStandsOnLaunchAndWire() {
        noClasses()
                .that()
                .resideInAPackage(HOME)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, WORKER, SHARED)
                .check(CLASSES);
    }

    @Test
    void poolsKnowNothingOfSharedTypes() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SHARED)
                .check(CLASSES);
    }

    @Test
    void nothingOfThirdPartiesIsUsedButAnnotations() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName(
                        WORKER + ".CtrlC") // there is no other way to a signal; an image may lack it
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.tools..",
                        "javax.crypto..",
                        "javax.net..",
                        "jdk.net",
                        ROOT + "..",
                        "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void thePublicApiMentionsNoHiddenType() {
        List<String> mentions = new ArrayList<>();
        int members = 0;
        for (JavaClass type : CLASSES) {
            if (!isApi(type)) continue;
            for (JavaMember member : type.getMembers()) {
                boolean visible = member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED)
                                && !type.getModifiers().contains(JavaModifier.FINAL);
                if (!visible || member.getModifiers().contains(JavaModifier.SYNTHETIC)) continue;
                members++;
                for (JavaClass mentioned : mentioned(member))
                    if (!isVisible(mentioned)) mentions.add(member.getFullName() + " mentions " + mentioned.getName());
            }
        }

        assertThat(members).isGreaterThan(100);
        assertThat(mentions).isEmpty();
    }

    private static boolean isApi(JavaClass type) {
        return isExported(type) && isVisible(type);
    }

    private static boolean isExported(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().equals(SHARED);
    }

    private static boolean isVisible(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        if (!base.getPackageName().startsWith(ROOT)) return true;
        if (!isExported(base)) return false;
        for (JavaClass each = base;
                each != null;
                each = each.getEnclosingClass().orElse(null))
            if (!each.getModifiers().contains(JavaModifier.PUBLIC)) return false;
        return true;
    }

    private static Set<JavaClass> mentioned(JavaMember member) {
        Set<JavaClass> all = new LinkedHashSet<>();
        if (member instanceof JavaField field) all.addAll(field.getType().getAllInvolvedRawTypes());
        if (member instanceof JavaCodeUnit unit) {
            all.addAll(unit.getReturnType().getAllInvolvedRawTypes());
            unit.getParameterTypes().forEach(type -> all.addAll(type.getAllInvolvedRawTypes()));
            unit.getThrowsClause().forEach(type -> all.add(type.getRawType()));
        }
        return all;
    }
}

package dev.sluice.edge.skill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-206")
class FrontmatterTest {
    @Test
    void rendersEveryFieldAsJson() throws InvalidSkillException {
        var json = Frontmatter.read("""
                ---
                name: pdf-processing
                description: "Fill: forms"
                license: Apache-2.0
                allowed-tools: [Read, Bash]
                metadata:
                  version: "1.10"
                  reviewed: 2026-01-31
                  stars: 7
                  ratio: 0.5
                  open: yes
                  sure: true
                  nothing: ~
                ---
                # Text
                """, "pdf-processing");

        assertThat(json)
                .hasToString("{\"name\":\"pdf-processing\",\"description\":\"Fill: forms\",\"license\":\"Apache-2.0\","
                        + "\"allowed-tools\":[\"Read\",\"Bash\"],\"metadata\":{\"version\":\"1.10\","
                        + "\"reviewed\":\"2026-01-31\",\"stars\":7,\"ratio\":0.5,\"open\":\"yes\",\"sure\":true,"
                        + "\"nothing\":null}}");
    }

    @Test
    void readsLinesOfWindowsAndAMarkInFront() throws InvalidSkillException {
        var json = Frontmatter.read("\uFEFF---\r\nname: a\r\ndescription: b\r\n---\r\ntext", "a");

        assertThat(json).hasToString("{\"name\":\"a\",\"description\":\"b\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# Text",
                "---\nname: a\ndescription: b\n",
                " ---\nname: a\ndescription: b\n---\n",
                "---\n---\n",
                "---\n- a\n---\n",
                "---\nname: other\ndescription: b\n---\n",
                "---\nname: a\n---\n",
                "---\nname: a\ndescription: \"\"\n---\n",
                "---\nname: a\nname: a\ndescription: b\n---\n",
                "---\nname: a\ndescription: b\nx: .nan\n---\n",
                "---\nname: a\ndescription: b\nx: !!java.util.Date 1\n---\n",
                "---\nname: a\ndescription: b\nx: [\n---\n",
                "---\nname: a\ndescription: b\nx: *nothing\n---\n",
                "---\nname: a\ndescription: b\nx: &x [*x]\n---\n",
            })
    void refusesWhatIsNoSkill(String text) {
        assertThatThrownBy(() -> Frontmatter.read(text, "a")).isInstanceOf(InvalidSkillException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a--b", "-a", "a-", "a_b", "ä"})
    void refusesNamesThatSkillsMustNotHave(String name) {
        assertThatThrownBy(() -> Frontmatter.read("---\nname: \"" + name + "\"\ndescription: b\n---\n", name))
                .isInstanceOf(InvalidSkillException.class);
    }

    @Test
    void boundsWhatItReads() {
        String deep = "[".repeat(10_000);
        String wide = "x: [" + "1,".repeat(3_000) + "]";
        String bomb = """
                x0: &x0 [1,1,1,1,1,1,1,1,1,1]
                x1: &x1 [*x0,*x0,*x0,*x0,*x0,*x0,*x0,*x0,*x0,*x0]
                x2: &x2 [*x1,*x1,*x1,*x1,*x1,*x1,*x1,*x1,*x1,*x1]
                x3: [*x2,*x2,*x2,*x2,*x2,*x2,*x2,*x2,*x2,*x2]
                """;
        String long1 = "x: " + "y".repeat(Frontmatter.MAX_CHARS);

        for (String yaml : new String[] {deep, wide, bomb, long1}) {
            assertThatThrownBy(() -> Frontmatter.read("---\nname: a\ndescription: b\n" + yaml + "\n---\n", "a"))
                    .isInstanceOf(InvalidSkillException.class);
        }
    }
}

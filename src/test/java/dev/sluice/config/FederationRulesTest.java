package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of services and endpoints is refused, and what only warned of. */
@Tag("R-504")
@Tag("R-407")
class FederationRulesTest {
    private static final String ADDRESS_MEND =
            "; write it as https://api.example.com/v1; names and passwords belong in headers or oauth";

    private final ConfigFixture fixture;

    FederationRulesTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a: {}                                         | a: says neither url nor command; say where it is
                    a: {url: 'https://x.example', command: [x]}   | a.command: stands beside url; an upstream is either an address or a command
                    a: {command: []}                              | a.command: is empty; write it as [program, argument]
                    a: {command: [x], transport: sse}             | a.transport: is only for an upstream with a url; leave it out
                    a: {url: 'https://x.example', environment: {A: b}} | a.environment: is only for an upstream with a command; leave it out
                    a: {url: 'https://x.example', directory: x}   | a.directory: is only for an upstream with a command; leave it out
                    a: {url: 'https://x.example', headers: {host: x}} | a.headers.host: is a header that the gateway itself sets; leave it out
                    a: {url: 'https://x.example', headers: {MCP-Session-Id: x}} | a.headers.MCP-Session-Id: is a header that the gateway itself sets; leave it out
                    a: {url: 'https://x.example', headers: {X-A: x, x-a: y}} | a.headers.x-a: stands here a second time in other letters; keep one of them
                    a: {url: 'https://x.example', headers: {X-A: ü}} | a.headers.X-A: *** holds a character that is not visible ASCII
                    a: {url: 'https://x.example', headers: {X-A: 1}} | a.headers.X-A: *** is a number, not text; put it in quotes
                    a: {url: 'https://x.example', headers: {X-A: [1]}} | a.headers.X-A: is no single value
                    a: {url: 'https://x.example', headers: {X-A: }} | a.headers.X-A: is no single value
                    a: {url: 'https://x.example', headers: x}     | a.headers: is not a section; write it as {name: value}
                    a: {command: [x], environment: {A-B: c}}      | a.environment.A-B: is no name that may stand here; names look like [A-Za-z_][A-Za-z0-9_]{0,127}
                    a: {url: 'https://x.example', oauth: {tokenUrl: 'http://idp.example/t', clientId: a, clientSecret: b}} | a.oauth.tokenUrl: http://idp.example/t is not https; write an https address; http only for localhost
                    a: {url: 'https://x.example', oauth: {tokenUrl: 'http://localhost:1/t', clientId: a}} | a.oauth: says no clientSecret
                    a: {url: 'https://x.example', headers: {authorization: x}, oauth: {tokenUrl: 'https://i.example', clientId: a, clientSecret: b}} | a.headers.authorization: stands beside oauth, which sets it; keep one of them
                    a: {url: 'https://x.example', prefix: 'a b'}  | a.prefix: a b is no prefix; use up to 32 letters, digits, _, . and -; "" for none
                    a: {url: 'https://x.example', pins: always}   | a.pins: always is none of first-use, review, off
                    a: {url: 'https://x.example', admission: {maxRunning: 0}} | a.admission.maxRunning: 0 is not between 1 and 100000
                    """)
    void refusesOfAnUpstream(String yaml, String message) {
        assertThat(fixture.refused("upstreams:\n  " + yaml)).containsExactly("sluice.yaml:2: upstreams." + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ftp://x.example          | ftp://x.example is not an address that starts with http://, https://
                    https://u:p@x.example    | https://***@x.example names a user
                    https://x.example/#a     | https://x.example/ has a fragment
                    https://x.example:99999/ | https://x.example:99999/ has a port that is not between 1 and 65535
                    https://{host}/          | *** holds a {, and nothing may stand for a part of an address
                    """)
    void refusesOfAnAddress(String url, String message) {
        assertThat(fixture.refused("upstreams: {a: {url: '" + url + "'}}"))
                .containsExactly("sluice.yaml:1: upstreams.a.url: " + message + ADDRESS_MEND);
        assertThat(fixture.refused("rest: {a: {url: '" + url + "', tools: {t: {path: /}}}}"))
                .containsExactly("sluice.yaml:1: rest.a.url: " + message + ADDRESS_MEND);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    path: forecast          | path: forecast does not begin with a slash; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    path: /a?b=c            | path: /a?b=c holds ? or #, and parameters belong in query; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    path: /a/../b           | path: /a/../b holds a segment . or ..; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    path: '/a/%2e%2E'       | path: /a/%2e%2E holds a segment . or ..; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    path: '/{a b}'          | path: /{a b} holds a brace that encloses no name of an argument; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    path: '/ü'              | path: /ü holds a character that does not belong in a path; write it as /items/{id}, percent-encoded where a character does not belong in a path
                    method: GET             | says no path; write it as /items/{id}
                    {path: /a, method: TRACE} | method: TRACE is none of GET, POST, PUT, PATCH, DELETE, HEAD
                    {path: /a, body: {a: 1}} | body: goes with no GET; use POST, PUT or PATCH
                    path: '/{city}'         | path: {city} names an argument, and input has none; add it to the properties of input
                    {path: '/{cty}', input: {type: object, properties: {city: {}}}} | path: {cty} names cty, which input does not have; did you mean {city}?
                    {path: '/{a.c}', input: {type: object, properties: {a: {properties: {b: {}}}}}} | path: {a.c} names c, which a does not have; add it to the properties of input
                    {path: /a, query: {q: '{x}'}} | query.q: {x} names an argument, and input has none; add it to the properties of input
                    {path: /a, headers: {X-A: 'a{x}'}} | headers.X-A: {x} names an argument, and input has none; add it to the properties of input
                    {path: /a, headers: {Content-Length: '1'}} | headers.Content-Length: is a header that the gateway itself sets; leave it out
                    {path: /a, method: PUT, body: {a: [1, {b: 'x{y}'}]}} | body.a.1.b: {y} names an argument, and input has none; add it to the properties of input
                    {path: /a, input: {type: array}} | input: is no schema of an object; write type: object at its root
                    {path: /a, input: [a]}  | input: is not a section; write it as {name: value}
                    {path: /a, output: {type: string}} | output: is no schema of an object; write type: object at its root
                    {path: /a, result: a/b} | result: a/b is not a JSON Pointer; write it as /member/0/inner, with ~1 for a slash and ~0 for ~ in a name; "" for all
                    {path: /a, result: /~2} | result: /~2 is not a JSON Pointer; write it as /member/0/inner, with ~1 for a slash and ~0 for ~ in a name; "" for all
                    {path: /a, redOnly: true} | redOnly: unknown key; did you mean readOnly?
                    """)
    void refusesOfARestTool(String yaml, String message) {
        // given
        String tool = yaml.startsWith("{") ? yaml : "{" + yaml + "}";

        // when, then
        assertThat(fixture.refused("rest: {a: {url: 'https://x.example', tools: {t: " + tool + "}}}"))
                .containsExactly("sluice.yaml:1: rest.a.tools.t" + (message.startsWith("says") ? ": " : ".") + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rest: {a: {tools: {t: {path: /}}}}            | rest.a: says no url; say where it is
                    rest: {a: {url: 'https://x.example'}}         | rest.a: offers nothing; name an openapi document or at least one of tools
                    rest: {a: {url: 'https://x.example?k=v', openapi: /o}} | rest.a.url: has a query; parameters belong in the query of its tools
                    rest: {a: {url: 'https://x.example', tools: {'a b': {path: /}}}} | rest.a.tools: a b is not a name; names look like [A-Za-z0-9_.-]{1,128}
                    rest: {a: {url: 'https://x.example', openapi: /o, rename: {x: 'a b'}}} | rest.a.rename.x: a b is no name of a tool; use up to 128 letters, digits, _, . and -
                    servers: {Support: {}}                        | servers: Support is not a name; names look like [a-z][a-z0-9-]{0,31}
                    servers: {messages: {}}                       | servers.messages: is a name that a path needs; call the endpoint something else
                    servers: {a: {prefixes: {githb: x_}}}         | servers.a.prefixes.githb: is the name of no service; name one of upstreams or rest, or a provider that stands under providers
                    servers: {a: {prefixes: {github: 'x y'}}}     | servers.a.prefixes.github: x y is no prefix; use up to 32 letters, digits, _, . and -; "" for none
                    outbound: {allow: [127.1]}                    | outbound.allow: 127.1 is neither a name nor a network; write it as api.internal, *.internal, 10.0.0.0/8 or 192.0.2.7/32
                    outbound: {allow: ['*']}                      | outbound.allow: * is neither a name nor a network; write it as api.internal, *.internal, 10.0.0.0/8 or 192.0.2.7/32
                    outbound: {allow: ['a.0x7f']}                 | outbound.allow: a.0x7f is neither a name nor a network; write it as api.internal, *.internal, 10.0.0.0/8 or 192.0.2.7/32
                    outbound: {allow: ['10.0.0.0/33']}            | outbound.allow: 10.0.0.0/33 has a prefix longer than 32 bits; write it as api.internal, *.internal, 10.0.0.0/8 or 192.0.2.7/32
                    """)
    void refusesOfServicesAndEndpoints(String yaml, String message) {
        assertThat(fixture.refused(yaml)).containsExactly("sluice.yaml:1: " + message);
    }

    @Test
    void refusesANameThatStandsTwice() {
        assertThat(fixture.refused("""
                        upstreams:
                          a: {url: 'https://x.example'}
                        rest:
                          a: {url: 'https://x.example', openapi: /o}
                        providers:
                          a: {}
                        """))
                .containsExactly(
                        "sluice.yaml:4: rest.a: is the name of one of upstreams too, at sluice.yaml:2; give one of them another name",
                        "sluice.yaml:6: providers.a: is the name of one of upstreams too, at sluice.yaml:2; its breaker, admission and retries belong there",
                        "sluice.yaml:6: providers.a: is the name of one of rest too, at sluice.yaml:4; its breaker, admission and retries belong there");
    }

    @Test
    void namesTheLineOfWhatIsDeepInside() {
        assertThat(fixture.refused("""
                        rest:
                          a:
                            url: https://x.example
                            tools:
                              t:
                                path: /a
                                method: POST
                                query:
                                  one: "1"
                                  two: "{two}"
                                body:
                                  list:
                                    - "{three}"
                                    - 4
                        upstreams:
                          b:
                            url: https://x.example
                            headers:
                              X-A: good
                              X-B: "${MISSING}"
                        """))
                .containsExactly(
                        "sluice.yaml:20: upstreams.b.headers.X-B: needs the environment variable MISSING, which is not set; set it, or write ${MISSING:default}",
                        "sluice.yaml:10: rest.a.tools.t.query.two: {two} names an argument, and input has none; add it to the properties of input",
                        "sluice.yaml:13: rest.a.tools.t.body.list.0: {three} names an argument, and input has none; add it to the properties of input");
    }

    @Test
    void saysThatAnOpenApiDocumentIsMissing() {
        assertThat(fixture.refused("rest:\n  a:\n    url: https://x.example\n    openapi: nowhere.yaml\n"))
                .singleElement()
                .asString()
                .matches("sluice.yaml:4: rest.a.openapi: names the file /.*/nowhere.yaml, which does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: object, $ref: '#/$defs/a', $defs: {a: {}}}",
                "{type: object, allOf: [{}]}",
                "{type: object, properties: {x: {$ref: '#/a'}}}",
                "{type: object, properties: {x: true}}"
            })
    void leavesSchemasAloneThatTakeArgumentsFromElsewhere(String input) {
        assertThat(fixture.load("rest: {a: {url: 'https://x.example', tools: {t: {path: '/{x.y}', input: " + input
                                + "}}}}")
                        .config()
                        .federation()
                        .rest())
                .containsKey("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    upstreams: {a: {url: 'https://x.example', prefix: ''}, b: {command: [x], prefix: ''}} | upstreams.b.prefix: "" is also that of upstreams.a: tools of the same name hide each other
                    servers: {a: {tools: ['githb__*']}}  | servers.a.tools: githb__* names the prefix githb__, which no service has
                    upstreams: {a: {url: 'https://x.example', maxSessions: 1}} | upstreams.a.maxSessions: 1 leaves no session for callers: all share one, whatever sessions says; allow 2 or more, or say sessions: all
                    servers: {a: {listed: [x]}}          | servers.a.listed: is not used: search is false
                    rest: {a: {url: 'https://x.example', tools: {t: {path: '/{x}', input: {type: object, properties: {x: {}}}}}}} | rest.a.tools.t.path: {x} is not required by input: a call without it can only be refused
                    upstreams: {a: {command: [x], admission: {maxRunning: 500}}} | upstreams.a.admission.maxRunning: 500 is never reached: the node runs 100 at most
                    """)
    void warnsOfWhatIsHardlyMeant(String yaml, String warning) {
        assertThat(fixture.warnings(yaml)).containsExactly("sluice.yaml:1: " + warning);
    }

    @Test
    void saysWhichPrefixAPatternProbablyMeans() {
        assertThat(fixture.warnings("""
                        admission: {maxRunning: 10}
                        upstreams: {github: {url: 'https://x.example'}}
                        servers: {a: {tools: ['githb__*', 'github__x', '*', 'plain_*']}}
                        """))
                .containsExactly(
                        "sluice.yaml:3: servers.a.tools: githb__* names the prefix githb__, which no service has; did you mean github__?");
    }

    @Test
    void showsNoSecretOfAServiceInAMessage() {
        // when
        List<String> lines = fixture.refused("""
                        upstreams:
                          a:
                            url: https://me:hush@x.example/?key=hush
                            headers: {X-A: "hushü", X-B: 31415926535}
                            oauth: {tokenUrl: 'http://me:hush@x.example', clientId: a, clientSecret: [hush]}
                          b:
                            command: ["--key=hush\\u0000"]
                            environment: {A: "hush\\u0000"}
                        rest:
                          c:
                            url: https://x.example
                            tools: {t: {path: /, query: {k: "hush\\u0000"}, headers: {X-A: "hushü"}}}
                        """, Map.of("JWT_SECRET", ConfigFixture.SECRET));

        // then
        assertThat(lines).hasSize(9);
        assertThat(lines.toString()).doesNotContain("hush", "31415926535").contains("***");
    }
}

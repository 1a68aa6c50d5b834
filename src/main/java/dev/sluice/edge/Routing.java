package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.SearchTools;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds what a request asks for in the catalogue. What does not exist is part of the answer; params that make no sense at
 * all throw a {@link dev.sluice.mcp.RefusedException} with INVALID_PARAMS. Any thread.
 */
final class Routing {
    private static final int MAX_SHOWN = 128;
    private static final int MAX_URI = 8_192;

    private final Published<CatalogSnapshot> catalog;

    Routing(Published<CatalogSnapshot> catalog) {
        this.catalog = catalog;
    }

    /** Routes a request of a method that is a call. */
    Routed route(Method method, RawObject params) {
        return switch (method) {
            case TOOLS_CALL -> tool(Params.name(params), Params.arguments(params));
            case PROMPTS_GET -> prompt(Params.name(params), Params.arguments(params));
            case RESOURCES_READ -> read(Params.text(params, "uri"));
            case COMPLETE -> completion(params);
            default -> throw new IllegalArgumentException(method + " is no call");
        };
    }

    Routed tool(String name, RawJson arguments) {
        ToolEntry tool = catalog.get().tool(name);
        if (tool == null) {
            return missing("tool", name);
        }
        return SearchTools.isCall(tool) ? named(arguments) : Routed.to(tool, arguments);
    }

    /**
     * The tool that the arguments of {@code call_tool} name: from here on nothing else was ever asked for, so that roles,
     * schema, limits and record are those of what runs.
     */
    private Routed named(RawJson arguments) {
        RawObject params = scan("arguments", arguments);
        String name = Params.name(params);
        ToolEntry tool = catalog.get().tool(name);
        return tool == null || SearchTools.isCall(tool)
                ? missing("tool", name)
                : Routed.to(tool, Params.arguments(params));
    }

    private Routed prompt(String name, RawJson arguments) {
        PromptEntry prompt = catalog.get().prompt(name);
        if (prompt == null) {
            return missing("prompt", name);
        }
        Map<String, String> given = texts("arguments", arguments);
        for (String required : prompt.required()) {
            if (!given.containsKey(required)) {
                return Routed.unfit(
                        prompt,
                        arguments,
                        Refusal.of(RefusalCode.INVALID_PARAMS, "The argument \"" + required + "\" is missing.")
                                .with("field", "arguments." + required));
            }
        }
        return Routed.to(prompt, arguments);
    }

    Routed read(String uri) {
        ResourceTarget target = uri.length() > MAX_URI ? null : catalog.get().resource(uri);
        return target == null ? Routed.nowhere(shown(uri), notFound(uri)) : Routed.to(target, RawJson.EMPTY_OBJECT);
    }

    private Routed completion(RawObject params) {
        RawObject ref = object(params, "ref");
        RawObject argument = object(params, "argument");
        String name = Params.text(argument, "name");
        String value = Params.text(argument, "value");
        Map<String, String> known = known(params);
        return switch (Params.text(ref, "type")) {
            case "ref/prompt" -> ofPrompt(Params.text(ref, "name"), name, value, known);
            case "ref/resource" -> ofTemplate(Params.text(ref, "uri"), name, value, known);
            default -> throw invalid("ref.type", "must be \"ref/prompt\" or \"ref/resource\"");
        };
    }

    private Routed ofPrompt(String prompt, String name, String value, Map<String, String> known) {
        PromptEntry entry = catalog.get().prompt(prompt);
        return entry == null
                ? unknown("prompt", prompt)
                : Routed.to(
                        new CompletionTarget(
                                CompletionTarget.Kind.PROMPT,
                                entry.name(),
                                entry.localName(),
                                name,
                                value,
                                known,
                                entry.provider(),
                                entry.roles(),
                                entry.timeout()),
                        RawJson.EMPTY_OBJECT);
    }

    private Routed ofTemplate(String template, String name, String value, Map<String, String> known) {
        TemplateEntry entry = catalog.get().template(template);
        return entry == null
                ? unknown("resource template", template)
                : Routed.to(
                        new CompletionTarget(
                                CompletionTarget.Kind.TEMPLATE,
                                template,
                                template,
                                name,
                                value,
                                known,
                                entry.provider(),
                                entry.roles(),
                                entry.timeout()),
                        RawJson.EMPTY_OBJECT);
    }

    private static Map<String, String> known(RawObject params) {
        RawJson context = params.get("context");
        if (context == null || !context.isObject()) {
            return Map.of();
        }
        RawJson arguments = scan("context", context).get("arguments");
        return arguments == null ? Map.of() : texts("context.arguments", arguments);
    }

    /** The members of an object whose values are all texts. */
    static Map<String, String> texts(String field, RawJson json) {
        Map<String, String> texts = new LinkedHashMap<>();
        scan(field, json).forEach((name, value) -> {
            if (!value.isString()) {
                throw invalid(field + '.' + shown(name), "must be a string");
            }
            texts.put(name, value.stringValue());
        });
        return texts;
    }

    private static RawObject object(RawObject params, String field) {
        RawJson json = params.get(field);
        if (json == null) {
            throw invalid(field, "is missing");
        }
        return scan(field, json);
    }

    private static RawObject scan(String field, RawJson json) {
        if (!json.isObject()) {
            throw invalid(field, "must be an object");
        }
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw invalid(field, "must be an object");
        }
    }

    static Refusal notFound(String uri) {
        return Refusal.of(RefusalCode.RESOURCE_NOT_FOUND).with("uri", shownUri(uri));
    }

    private Routed missing(String what, String name) {
        return catalog.get().withholds(name)
                ? Routed.nowhere(
                        shown(name),
                        Refusal.of(
                                RefusalCode.INVALID_PARAMS,
                                "The " + what + ' ' + shown(name) + " is withheld until its definition is reviewed."))
                : unknown(what, name);
    }

    private static Routed unknown(String what, String name) {
        return Routed.nowhere(
                shown(name), Refusal.of(RefusalCode.INVALID_PARAMS, "Unknown " + what + ": " + shown(name)));
    }

    private static RuntimeException invalid(String field, String what) {
        return Refusal.of(RefusalCode.INVALID_PARAMS, '"' + field + "\" " + what + '.')
                .with("field", field)
                .asException();
    }

    private static String shown(String name) {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + '…';
    }

    private static String shownUri(String uri) {
        return uri.length() <= MAX_URI ? uri : uri.substring(0, MAX_URI) + '…';
    }
}

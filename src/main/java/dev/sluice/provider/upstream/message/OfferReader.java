package dev.sluice.provider.upstream.message;

import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.ParamHeaderRules;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.UriTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what an upstream lists; definitions keep their bytes. What cannot be used is left out, with a line in the log.
 *
 * @param upstream its name
 * @param timeout time limit of its tools
 * @param tasks whether its tools can go on as tasks
 * @param headers whether it is spoken to over HTTP in the modern era, where a tool must keep the rules of {@code x-mcp-header}
 */
public record OfferReader(String upstream, Duration timeout, TaskSupport tasks, boolean headers) {
    private static final Logger LOGGER = LoggerFactory.getLogger(OfferReader.class);
    private static final int MAX_NAME = 256;
    private static final int MAX_URI = 4096;
    /** Lines that one list may cause in the log. */
    private static final int MAX_TOLD = 20;

    List<ToolDescriptor> tools(List<RawJson> listed) {
        return read(listed, "tool", this::tool, ToolDescriptor::name);
    }

    List<PromptDescriptor> prompts(List<RawJson> listed) {
        return read(listed, "prompt", this::prompt, PromptDescriptor::name);
    }

    List<ResourceDescriptor> resources(List<RawJson> listed) {
        return read(listed, "resource", this::resource, ResourceDescriptor::uri);
    }

    List<TemplateDescriptor> templates(List<RawJson> listed) {
        return read(listed, "template", this::template, each -> each.template().text());
    }

    private ToolDescriptor tool(RawObject tool) {
        RawJson schema = tool.get("inputSchema");
        if (schema == null || !schema.isObject()) {
            throw new IllegalArgumentException("it has no inputSchema");
        }
        String broken = headers ? ParamHeaderRules.broken(tool.raw()) : null;
        if (broken != null) {
            throw new IllegalArgumentException("x-mcp-header: " + broken);
        }
        RawJson annotations = tool.get("annotations");
        boolean readOnly = isTrue(Outcomes.member(annotations, "readOnlyHint"));
        return new ToolDescriptor(
                upstream,
                text(tool, "name", MAX_NAME),
                tool.raw(),
                schema,
                Set.of(),
                timeout,
                readOnly,
                readOnly || isTrue(Outcomes.member(annotations, "idempotentHint")),
                tasks);
    }

    private PromptDescriptor prompt(RawObject prompt) {
        Set<String> required = new HashSet<>();
        RawJson arguments = prompt.get("arguments");
        if (arguments != null) {
            arguments.tree().forEach(argument -> {
                if (argument.path("required").asBoolean()
                        && argument.path("name").isTextual()) {
                    required.add(argument.path("name").textValue());
                }
            });
        }
        return new PromptDescriptor(upstream, text(prompt, "name", MAX_NAME), prompt.raw(), required, Set.of());
    }

    private ResourceDescriptor resource(RawObject resource) {
        return new ResourceDescriptor(upstream, text(resource, "uri", MAX_URI), resource.raw(), Set.of());
    }

    private TemplateDescriptor template(RawObject template) {
        return new TemplateDescriptor(
                upstream, UriTemplate.of(text(template, "uriTemplate", MAX_URI)), template.raw(), Set.of());
    }

    private <T> List<T> read(
            List<RawJson> listed, String kind, Function<RawObject, T> reader, Function<T, String> naming) {
        List<T> all = new ArrayList<>(listed.size());
        Set<String> names = new HashSet<>();
        int leftOut = 0;
        for (RawJson each : listed) {
            try {
                T one = reader.apply(RawObject.scan(each));
                if (!names.add(naming.apply(one))) {
                    throw new IllegalArgumentException("it is listed twice");
                }
                all.add(one);
            } catch (MalformedJsonException | RuntimeException unfit) {
                if (++leftOut <= MAX_TOLD) {
                    LOGGER.atWarn()
                            .addKeyValue("upstream", upstream)
                            .addKeyValue("kind", kind)
                            .addKeyValue("reason", unfit.getMessage())
                            .log("Left out what an upstream lists");
                }
            }
        }
        if (leftOut > MAX_TOLD) {
            LOGGER.atWarn()
                    .addKeyValue("upstream", upstream)
                    .addKeyValue("kind", kind)
                    .addKeyValue("count", leftOut)
                    .log("Left out more of what an upstream lists than is told one by one");
        }
        return all;
    }

    private static String text(RawObject object, String member, int max) {
        String text = object.text(member);
        if (text == null || text.isBlank() || text.length() > max) {
            throw new IllegalArgumentException("its " + member + " is not 1 to " + max + " characters");
        }
        return text;
    }

    private static boolean isTrue(@Nullable RawJson value) {
        return value != null && value.firstByte() == 't';
    }
}

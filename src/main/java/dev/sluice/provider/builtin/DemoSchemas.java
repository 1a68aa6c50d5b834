package dev.sluice.provider.builtin;

/** The JSON Schemas (2020-12) of the demonstration tools. */
final class DemoSchemas {
    private static final String UUID_PATTERN = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

    static final String TEXT = """
            {"type":"object","properties":{"text":{"type":"string","description":"The text to give back"}},\
            "required":["text"],"additionalProperties":false}""";

    static final String NAME = """
            {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100,\
            "description":"Whom to greet"}},"additionalProperties":false}""";

    static final String PROCESS_DATA = """
            {"type":"object","properties":{\
            "userId":{"type":"string","format":"uuid","pattern":"%s","description":"Whose data"},\
            "action":{"type":"string","enum":["fetch","update","delete"],"description":"What to do with it"},\
            "data":{"type":"object","description":"For update: members to set; a member that is null is removed"}},\
            "required":["userId","action"],"additionalProperties":false}""".formatted(UUID_PATTERN);

    static final String PROCESSED = """
            {"type":"object","properties":{"success":{"type":"boolean"},"userId":{"type":"string"},\
            "action":{"type":"string"},"timestamp":{"type":"string","format":"date-time"},\
            "processedBy":{"type":"string"},"data":{"type":"object"}},\
            "required":["success","userId","action","timestamp","processedBy","data"]}""";

    static final String GET_PROFILE = """
            {"type":"object","properties":{"userId":{"type":"string","minLength":1,"maxLength":255,\
            "description":"Whose profile; others than one's own only with the role admin"}},\
            "required":["userId"],"additionalProperties":false}""";

    static final String PROFILE = """
            {"type":"object","properties":{"userId":{"type":"string"},"email":{"type":"string"},\
            "name":{"type":"string"},"roles":{"type":"array","items":{"type":"string"}},\
            "createdAt":{"type":"string","format":"date-time"}},\
            "required":["userId","email","name","roles","createdAt"]}""";

    static final String HEALTH = """
            {"type":"object","properties":{"status":{"type":"string"},"server":{"type":"object","properties":{\
            "name":{"type":"string"},"version":{"type":"string"},"isRunning":{"type":"boolean"},\
            "transport":{"type":"string"},"toolsCount":{"type":"integer"},"clientsCount":{"type":"integer"}}},\
            "timestamp":{"type":"string","format":"date-time"}},"required":["status","server","timestamp"]}""";

    static final String WHOAMI = """
            {"type":"object","properties":{"subject":{"type":"string"},"issuer":{"type":"string"},\
            "authenticated":{"type":"boolean"},"roles":{"type":"array","items":{"type":"string"}},\
            "scope":{"type":"string"},"claims":{"type":"object"}},\
            "required":["subject","issuer","authenticated","roles","scope","claims"]}""";

    static final String SIMULATE = """
            {"type":"object","properties":{\
            "ms":{"type":"integer","minimum":0,"maximum":60000,"description":"How long to take, in milliseconds"},\
            "fail":{"type":"boolean","description":"Whether to fail at the end, as a broken provider would"}},\
            "additionalProperties":false}""";

    private DemoSchemas() {}
}

package dev.sluice.provider.rest;

import dev.sluice.bus.ToolDescriptor;

/**
 * One tool and how it is run. Immutable.
 *
 * @param result which part of the answer is the result
 * @param structured whether it promises structured content
 */
record Operation(ToolDescriptor tool, RequestPlan request, RawPointer result, boolean structured) {
    String name() {
        return tool.name();
    }
}

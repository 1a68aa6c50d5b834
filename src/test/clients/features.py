"""Everything that the features plugin offers, with the Python SDK: python3 features.py URL auto|legacy|REVISION TOKEN CA

Prints one line of JSON with the same members as features.mjs.
"""

import asyncio
import json
import ssl
import sys
import warnings

import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

NOTE = "features:///note"
url, mode, token, ca = sys.argv[1:5]
warnings.simplefilter("ignore")  # what is deprecated is what old servers need


async def until(check):
    for _ in range(200):
        if await check():
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("never true")


async def text(client, tool, **more):
    return (await client.call_tool(tool, {}, **more)).content[0].text


async def read(client, uri):
    try:
        return (await client.read_resource(uri)).contents[0].text
    except MCPError as error:
        return error.code


async def cancelled(client):
    async def waits(begin):
        return (await text(client, "waits")).startswith(begin)

    waiting = asyncio.create_task(text(client, "wait"))
    await until(lambda: waits("1 wait"))
    waiting.cancel()
    outcome = await asyncio.gather(waiting, return_exceptions=True)
    await until(lambda: waits("0 wait"))
    return {"outcome": "given up" if isinstance(outcome[0], asyncio.CancelledError) else "answered"}


async def notices(client, modern, heard):
    async def heard_of(*what):
        return all(each in heard for each in what)

    if modern:
        async with client.listen(
            tools_list_changed=True,
            prompts_list_changed=True,
            resources_list_changed=True,
            resource_subscriptions=[NOTE],
        ) as subscription:
            await text(client, "touch")
            await text(client, "change")
            async for event in subscription:
                heard.append(getattr(event, "uri", None) or type(event).__name__.replace("ListChanged", "").lower())
                if await heard_of(NOTE, "tools", "prompts", "resources"):
                    break
    else:
        await client.subscribe_resource(NOTE)
        await text(client, "touch")
        await text(client, "change")
        await until(lambda: heard_of(NOTE, "tools", "prompts", "resources"))
        await client.unsubscribe_resource(NOTE)
    await text(client, "change")
    return {
        "updated": [each for each in heard if each == NOTE],
        "changed": sorted({each for each in heard if each != NOTE}),
    }


async def main():
    logged, progress, heard = [], [], []

    async def elicit(context, params):
        return types.ElicitResult(action="accept", content={"name": "Ada"})

    async def sample(context, params):
        return types.CreateMessageResult(
            role="assistant", model="test", content=types.TextContent(type="text", text="Old pond")
        )

    async def log(params):
        logged.append(params.data)

    async def advance(done, total, message):
        progress.append({"progress": done, "total": total, "message": message})

    async def notice(message):
        method = getattr(message, "method", "")
        if method.endswith("/list_changed"):
            heard.append(method.split("/")[1])
        elif method.endswith("resources/updated"):
            heard.append(str(message.params.uri))

    http = httpx2.AsyncClient(
        headers={"Authorization": f"Bearer {token}"}, verify=ssl.create_default_context(cafile=ca), timeout=30
    )
    client = Client(
        streamable_http_client(url, http_client=http),
        mode=mode,
        log_level="info",
        cache=None,
        elicitation_callback=elicit,
        sampling_callback=sample,
        logging_callback=log,
        message_handler=notice,
    )
    async with client:
        modern = client.protocol_version >= "2026"
        if not modern:
            await client.set_logging_level("info")

        async def five():
            return len(logged) >= 5

        facts = {
            "era": "modern" if modern else "legacy",
            "tools": [tool.name for tool in (await client.list_tools()).tools],
            "counted": await text(client, "count", progress_callback=advance),
            "progress": progress,
            "user": await text(client, "ask_user"),
            "model": await text(client, "ask_model"),
            "prompts": [prompt.name for prompt in (await client.list_prompts()).prompts],
            "prompt": (await client.get_prompt("greeting", {"name": "Ada"})).messages[0].content.text,
            "completed": await completed(client, types.PromptReference(type="ref/prompt", name="greeting"), "name"),
            "completedUri": await completed(
                client, types.ResourceTemplateReference(type="ref/resource", uri="features:///notes/{id}"), "id"
            ),
            "resources": [str(each.uri) for each in (await client.list_resources()).resources],
            "templates": [each.uri_template for each in (await client.list_resource_templates()).resource_templates],
            "read": await read(client, NOTE),
            "readTemplate": await read(client, "features:///notes/7"),
            "missing": await read(client, "other:///nowhere"),
            "cancelled": await cancelled(client),
        }
        await until(five)
        facts["logged"] = logged[:5]
        facts.update(await notices(client, modern, heard))
    print(json.dumps(facts))


async def completed(client, reference, name):
    return (await client.complete(reference, {"name": name, "value": "A"})).completion.values


asyncio.run(main())

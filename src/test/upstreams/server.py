"""A server made of the official Python SDK 2.x, for both eras, with the tools that probe.mjs knows.

server.py PORT    Streamable HTTP at /mcp; prints its port, ends when its standard input does
server.py --stdio standard input and output
"""

import asyncio
import os
import socket
import sys
import threading
from typing import Annotated

import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.resolve import Elicit, ListRoots, Resolve, Sample
from mcp_types import CreateMessageResult, ListRootsResult, SamplingMessage, TextContent
from pydantic import BaseModel

STEP_SECONDS = 0.05

server = MCPServer("python", version="1.0.0", log_level="WARNING")


class Contact(BaseModel):
    username: str
    email: str


def ask_contact(message: str) -> Elicit[Contact]:
    return Elicit(message, Contact)


def ask_model(prompt: str) -> Sample:
    return Sample([SamplingMessage(role="user", content=TextContent(type="text", text=prompt))], max_tokens=100)


def ask_roots() -> ListRoots:
    return ListRoots()


@server.tool()
def test_simple_text() -> str:
    """Answers with one text."""
    return "This is a simple text response for testing."


@server.tool()
async def test_tool_with_progress(ctx: Context) -> str:
    """Reports progress three times while it runs."""
    for done in (0, 50, 100):
        await ctx.report_progress(done, 100)
        await asyncio.sleep(STEP_SECONDS)
    return "Tool with progress executed successfully"


@server.tool()
async def test_tool_with_logging(ctx: Context) -> str:
    """Logs three times while it runs."""
    for text in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await ctx.info(text)
        await asyncio.sleep(STEP_SECONDS)
    return "Tool with logging executed successfully"


@server.tool()
def test_elicitation(message: str, contact: Annotated[Contact, Resolve(ask_contact)]) -> str:
    """Asks the user for name and address."""
    return f"User response: {contact.model_dump_json()}"


@server.tool()
def test_sampling(prompt: str, said: Annotated[CreateMessageResult, Resolve(ask_model)]) -> str:
    """Asks the model of its caller."""
    return f"LLM response: {said.content.text}"


@server.tool()
def test_roots(found: Annotated[ListRootsResult, Resolve(ask_roots)]) -> str:
    """Asks where the caller works."""
    return f"Roots: {[str(root.uri) for root in found.roots]}"


@server.prompt()
def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
    """A prompt with two arguments."""
    return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"


@server.resource("test://static-text", mime_type="text/plain")
def static_text() -> str:
    """A text."""
    return "This is the content of the static text resource."


@server.resource("test://template/{id}/data", mime_type="application/json")
def data(id: str) -> str:
    """Data by number."""
    return f'{{"id":"{id}","templateTest":true,"data":"Data for ID: {id}"}}'


def end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


def serve(port: int) -> None:
    listening = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(server.streamable_http_app(), log_level="warning", access_log=False)
    threading.Thread(target=end_with_input, daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    if sys.argv[1] == "--stdio":
        server.run("stdio")
    else:
        serve(int(sys.argv[1]))

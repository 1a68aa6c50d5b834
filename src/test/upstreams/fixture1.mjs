// A server made of the official SDK 1.x, for revision 2025-11-25 and older, with all that the conformance suite asks for.
// node fixture1.mjs PORT          Streamable HTTP with sessions at /mcp
// node fixture1.mjs PORT --sse    the transport of 2024-11-05: GET /sse, POST /messages
// node fixture1.mjs --stdio       standard input and output
import { randomUUID } from 'node:crypto';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { handle } from './call1.mjs';
import { Events } from './events.mjs';
import { listen } from './listen.mjs';
import { present } from './tools.mjs';

const RETRY_MS = 200;

/** Server and transport by the id of their session. */
const sessions = new Map();

/** Tells every session what has changed; 'updated' only to those who watch the resource. */
async function change(what, uri) {
  if (what !== 'updated') {
    present[what] = !present[what];
  }
  for (const { server } of sessions.values()) {
    if (what === 'tools') {
      await server.sendToolListChanged();
    } else if (what === 'prompts') {
      await server.sendPromptListChanged();
    } else if (what === 'resources') {
      await server.sendResourceListChanged();
    } else if (server.watched.has(uri)) {
      await server.sendResourceUpdated({ uri });
    }
  }
}

function create() {
  const server = new Server(
    { name: 'fixture1', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        completions: {},
        logging: {}
      },
      instructions: 'A server for tests.'
    }
  );
  server.watched = new Set();
  handle(server, change);
  return server;
}

async function streamable(request, response) {
  const id = request.headers['mcp-session-id'];
  if (id === undefined) {
    await (await begin()).handleRequest(request, response);
  } else if (sessions.has(id)) {
    await sessions.get(id).transport.handleRequest(request, response);
  } else {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    response.end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}');
  }
}

/** A transport that becomes a session when what it is given is an initialize request. */
async function begin() {
  const server = create();
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new Events(),
    retryInterval: RETRY_MS,
    onsessioninitialized: id => sessions.set(id, { server, transport }),
    onsessionclosed: id => sessions.delete(id)
  });
  await server.connect(transport);
  return transport;
}

async function sse(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (request.method === 'GET' && pathname === '/sse') {
    const transport = new SSEServerTransport('/messages', response);
    const server = create();
    sessions.set(transport.sessionId, { server, transport });
    server.onclose = () => sessions.delete(transport.sessionId);
    await server.connect(transport);
    return;
  }
  const session = pathname === '/messages' ? sessions.get(searchParams.get('sessionId')) : undefined;
  if (request.method !== 'POST' || session === undefined) {
    response.writeHead(request.method === 'POST' ? 404 : 405, { 'Content-Type': 'text/plain' }).end('Nothing here\n');
    return;
  }
  await session.transport.handlePostMessage(request, response);
}

async function stdio() {
  const server = create();
  sessions.set('stdio', { server });
  process.stdin.on('end', () => process.exit(0));
  await server.connect(new StdioServerTransport());
}

if (process.argv.includes('--stdio')) {
  await stdio();
} else {
  await listen(process.argv.includes('--sse') ? sse : streamable, Number(process.argv[2]));
}

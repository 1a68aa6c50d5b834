// A server made of the official SDK 2.x with all that the conformance suite asks for: revision 2026-07-28 and, unless it
// is told not to, sessions of 2025-11-25.
// node fixture2.mjs PORT [--modern-only]      Streamable HTTP
// node fixture2.mjs --stdio [--modern-only]   standard input and output
import { randomBytes } from 'node:crypto';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  completable,
  createMcpHandler,
  createRequestStateCodec,
  fromJsonSchema,
  isLegacyRequest,
  McpServer,
  ResourceTemplate
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { asked, Call } from './call2.mjs';
import { complete, promptsNow, readTemplate, resourcesNow, template } from './contents.mjs';
import { listen } from './listen.mjs';
import { Sessions } from './sessions2.mjs';
import { present, toolsNow } from './tools.mjs';

const modernOnly = process.argv.includes('--modern-only');
const codec = createRequestStateCodec({ key: randomBytes(32) });
const sessions = new Sessions(() => create(new Set()));
const modern = createMcpHandler(() => create(), { legacy: 'reject' });

/** Tells those who listen, in both eras. */
async function change(what, uri) {
  if (what === 'updated') {
    modern.notify.resourceUpdated(uri);
  } else {
    present[what] = !present[what];
    modern.notify[`${what}Changed`]();
  }
  await sessions.tell(what, uri);
}

/** A server for one request, or for one session when it is told where to keep what the session watches. */
function create(watched) {
  const server = new McpServer(
    { name: 'fixture2', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        completions: {},
        logging: {}
      },
      instructions: 'A server for tests.',
      requestState: { verify: codec.verify }
    }
  );
  const asking = work => asked(ctx => new Call(server, ctx, codec, change), work);
  addTools(server, asking);
  addPrompts(server, asking);
  addResources(server);
  if (watched !== undefined) {
    server.watched = watched;
    server.server.setRequestHandler('resources/subscribe', ({ params }) => (watched.add(params.uri), {}));
    server.server.setRequestHandler('resources/unsubscribe', ({ params }) => (watched.delete(params.uri), {}));
  }
  return server;
}

function addTools(server, asking) {
  for (const { name, description, inputSchema, run } of toolsNow()) {
    server.registerTool(name, { description, inputSchema: fromJsonSchema(inputSchema) }, asking(run));
  }
}

function addPrompts(server, asking) {
  for (const { name, description, arguments: names, fill } of promptsNow()) {
    const filled = asking(async (given, call) => ({ messages: await fill(given, call) }));
    const text = ({ name: argument, description: words }) =>
      argument === 'arg1' ? completable(z.string().describe(words), complete) : z.string().describe(words);
    if (names === undefined) {
      server.registerPrompt(name, { description }, ctx => filled({}, ctx));
    } else {
      const argsSchema = z.object(Object.fromEntries(names.map(each => [each.name, text(each)])));
      server.registerPrompt(name, { description, argsSchema }, filled);
    }
  }
}

function addResources(server) {
  for (const { uri, name, description, mimeType, read } of resourcesNow()) {
    server.registerResource(name, uri, { description, mimeType }, () => ({ contents: [read()] }));
  }
  const { uriTemplate, name, description, mimeType } = template;
  server.registerResource(name, new ResourceTemplate(uriTemplate, { list: undefined }), { description, mimeType }, uri => ({
    contents: [readTemplate(uri.href)]
  }));
}

async function fetch(request, options) {
  const legacy = !modernOnly && (await isLegacyRequest(request, options?.parsedBody));
  return legacy ? sessions.fetch(request, options) : modern.fetch(request, options);
}

if (process.argv.includes('--stdio')) {
  process.stdin.on('end', () => process.exit(0));
  // In the newest revision the SDK itself knows what is listened for.
  const watched = { modern: { has: () => true }, legacy: new Set() };
  serveStdio(({ era }) => sessions.keep('stdio', create(watched[era])), { legacy: modernOnly ? 'reject' : 'serve' });
} else {
  await listen(toNodeHandler({ fetch }), Number(process.argv[2]));
}

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
import { complete, extraPrompt, extraResource, prompts, readTemplate, resources, template } from './contents.mjs';
import { listen } from './listen.mjs';
import { Sessions } from './sessions2.mjs';
import { extraTool, present, tools } from './tools.mjs';

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
  server.extras = { tools: addTools(server, asking), prompts: addPrompts(server, asking), resources: addResources(server) };
  Object.entries(server.extras).forEach(([what, extra]) => present[what] || extra.disable());
  if (watched !== undefined) {
    server.watched = watched;
    server.server.setRequestHandler('resources/subscribe', ({ params }) => (watched.add(params.uri), {}));
    server.server.setRequestHandler('resources/unsubscribe', ({ params }) => (watched.delete(params.uri), {}));
  }
  return server;
}

/** Adds each, the one that comes and goes as the last; gives the handle of that one. */
const addAll = (all, add) => all.map(add).at(-1);

function addTools(server, asking) {
  return addAll([...tools, extraTool], ({ name, description, inputSchema, run }) =>
    server.registerTool(name, { description, inputSchema: fromJsonSchema(inputSchema) }, asking(run))
  );
}

function addPrompts(server, asking) {
  return addAll([...prompts, extraPrompt], ({ name, description, arguments: names, fill }) => {
    const filled = asking(async (given, call) => ({ messages: await fill(given, call) }));
    const text = ({ name: argument, description: words }) =>
      argument === 'arg1' ? completable(z.string().describe(words), complete) : z.string().describe(words);
    if (names === undefined) {
      return server.registerPrompt(name, { description }, ctx => filled({}, ctx));
    }
    const argsSchema = z.object(Object.fromEntries(names.map(each => [each.name, text(each)])));
    return server.registerPrompt(name, { description, argsSchema }, filled);
  });
}

function addResources(server) {
  const { uriTemplate, name: title, description: words, mimeType: type } = template;
  server.registerResource(title, new ResourceTemplate(uriTemplate, { list: undefined }), { description: words, mimeType: type }, uri => ({
    contents: [readTemplate(uri.href)]
  }));
  return addAll([...resources, extraResource], ({ uri, name, description, mimeType, read }) =>
    server.registerResource(name, uri, { description, mimeType }, () => ({ contents: [read()] }))
  );
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

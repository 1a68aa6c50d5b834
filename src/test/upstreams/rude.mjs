// An MCP server with bad manners, on plain Node. Its tool `polite` always answers as it should; its tool `rude` misbehaves
// in the way of the mode. Both take {text} and say it back.
// node rude.mjs PORT MODE [--legacy] [KEY=VALUE …], the modes and their keys: manners.mjs
//
//   GET /stats     what came in: requests by method, hang-ups, how often a redirect was followed; streams, sessions and
//                  connections that are open, that of the question included
//   POST /change   changes the definition of `rude` and tells those who listen
import { Basics } from './basics.mjs';
import { Exchange } from './exchange.mjs';
import { body, listen } from './listen.mjs';
import { MODES } from './manners.mjs';

const [port, name, ...more] = process.argv.slice(2);
const mode = MODES[name];
if (mode === undefined) {
  console.error(`usage: node rude.mjs PORT ${Object.keys(MODES).join('|')} [--legacy] [KEY=VALUE …]`);
  process.exit(2);
}
const settings = Object.fromEntries(more.filter(each => each.includes('=')).map(each => each.split('=', 2)));
const stats = { methods: {}, hungUp: 0, followed: 0 };
const basics = new Basics(more.includes('--legacy'));
/** What a mode remembers between requests. */
const memory = {};

async function control(request, response) {
  if (request.method === 'POST' && request.url === '/change') {
    basics.change();
    response.writeHead(204).end();
    return true;
  }
  if (request.method === 'GET' && request.url === '/stats') {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const connections = await connectionsOf(request.socket.server);
    response.end(JSON.stringify({ ...stats, streams: basics.streams.size, sessions: basics.sessions.size, connections }));
    return true;
  }
  if (request.url === '/elsewhere') {
    stats.followed++;
  }
  return false;
}

const connectionsOf = server => new Promise(resolve => server.getConnections((error, count) => resolve(count)));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function handle(request, response) {
  if (await control(request, response)) {
    return;
  }
  if (request.method !== 'POST') {
    basics.answerWithoutBody(request, response);
    return;
  }
  const message = parsed(await body(request));
  if (typeof message?.method !== 'string') {
    response.writeHead(message === undefined ? 400 : 202).end();
    return;
  }
  stats.methods[message.method] = (stats.methods[message.method] ?? 0) + 1;
  response.on('close', () => (stats.hungUp += response.writableFinished ? 0 : 1));
  const exchange = new Exchange(request, response, message, basics.legacy);
  const isRude = message.method === 'tools/call' && message.params?.name === 'rude';
  const misbehave = (request.url !== '/elsewhere' && isRude ? mode.call : undefined) ?? mode[message.method];
  if ((await misbehave?.({ exchange, basics, settings, memory })) !== true && misbehave !== undefined) {
    return;
  }
  basics.answer(exchange);
}

await listen(handle, Number(port));

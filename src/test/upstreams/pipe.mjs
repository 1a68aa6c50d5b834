// A server over standard input and output that needs no package, in one of these manners:
// node pipe.mjs modern     revision 2026-07-28
// node pipe.mjs slow       the same, after half a second in which it says nothing
// node pipe.mjs legacy     answers server/discover with an error, and shakes hands
// node pipe.mjs silent     never answers what it does not know, and shakes hands
// node pipe.mjs exit       ends at what it does not know
import { createInterface } from 'node:readline';

const manner = process.argv[2];
const modern = manner === 'modern' || manner === 'slow';
const listening = new Map();
const cancelled = [];
let extra = false;

const say = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
const answer = (id, result) => say({ id, result: modern ? { resultType: 'complete', ...result } : result });
const refuse = (id, code, message) => say({ id, error: { code, message } });
const text = value => ({ content: [{ type: 'text', text: value }] });
const tool = name => ({ name, inputSchema: { type: 'object' } });

function tell(method, params, wanted) {
  for (const [id, filter] of listening) {
    if (wanted(filter)) {
      say({ method, params: { ...params, _meta: { 'io.modelcontextprotocol/subscriptionId': id } } });
    }
  }
}

const tools = {
  echo: (id, params) => answer(id, text(JSON.stringify(params.arguments))),
  env: (id, params) => answer(id, text(String(process.env[params.arguments.name]))),
  pid: id => answer(id, text(String(process.pid))),
  cancelled: id => answer(id, text(JSON.stringify(cancelled))),
  hang: () => {},
  murmur: (id, params) => {
    setInterval(() => say({ method: 'notifications/message', params: { level: 'warning', data: params.arguments } }), 5);
  },
  wait: id => setTimeout(() => answer(id, text('waited')), 200),
  deaf: () => {
    for (;;);
  },
  crash: () => process.exit(9),
  steps: (id, params) => {
    const token = params._meta.progressToken;
    for (let step = 1; token !== undefined && step <= 3; step++) {
      say({ method: 'notifications/progress', params: { progressToken: token, progress: step, total: 3 } });
    }
    if (params._meta['io.modelcontextprotocol/logLevel'] !== undefined) {
      say({ method: 'notifications/message', params: { level: 'warning', data: 'half way' } });
    }
    answer(id, text('done'));
  },
  ask: (id, params) => {
    const given = params.inputResponses?.name;
    if (given !== undefined) {
      answer(id, text(`${params.requestState} ${given.content.name}`));
      return;
    }
    const question = { mode: 'form', message: 'Name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } };
    const inputRequests = { name: { method: 'elicitation/create', params: question } };
    say({ id, result: { resultType: 'input_required', inputRequests, requestState: 'kept' } });
  },
  grow: id => {
    extra = true;
    answer(id, text('grown'));
    tell('notifications/tools/list_changed', {}, filter => filter.toolsListChanged);
  },
  touch: (id, params) => {
    const uri = params.arguments.uri;
    answer(id, text('touched'));
    tell('notifications/resources/updated', { uri }, filter => filter.resourceSubscriptions?.includes(uri));
  },
  unlisten: id => {
    answer(id, text('ended'));
    listening.forEach((filter, subscription) => answer(subscription, {}));
    listening.clear();
  }
};

const capabilities = { tools: { listChanged: true }, resources: { subscribe: true } };
const methods = {
  'server/discover': id =>
    answer(id, { supportedVersions: ['2026-07-28'], capabilities, ttlMs: 0, cacheScope: 'private' }),
  'subscriptions/listen': (id, params) => {
    listening.set(id, params.notifications);
    say({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: params.notifications, _meta: { 'io.modelcontextprotocol/subscriptionId': id } }
    });
  },
  initialize: id =>
    answer(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'pipe', version: '1' } }),
  ping: id => answer(id, {}),
  'tools/list': id => {
    const names = Object.keys(tools).concat(extra ? ['extra'] : []);
    answer(id, { tools: names.map(tool), ttlMs: 0, cacheScope: 'private' });
  },
  'resources/list': id => answer(id, { resources: [{ uri: 'test://one', name: 'one' }], ttlMs: 0, cacheScope: 'private' }),
  'resources/templates/list': id => answer(id, { resourceTemplates: [], ttlMs: 0, cacheScope: 'private' }),
  'tools/call': (id, params) => (tools[params.name] ?? (() => refuse(id, -32602, 'Unknown tool')))(id, params)
};
const ofOneEra = modern ? ['initialize', 'ping'] : ['server/discover', 'subscriptions/listen'];
ofOneEra.forEach(method => delete methods[method]);

function hear(line) {
  const { id, method, params } = JSON.parse(line);
  if (method === 'notifications/cancelled') {
    cancelled.push(params.requestId);
    listening.delete(params.requestId);
  } else if (methods[method] !== undefined) {
    methods[method](id, params);
  } else if (manner === 'exit' && id !== undefined) {
    process.exit(1);
  } else if (manner !== 'silent' && id !== undefined) {
    refuse(id, -32601, 'Method not found');
  }
}

setTimeout(() => createInterface({ input: process.stdin }).on('line', hear), manner === 'slow' ? 500 : 0);

// The official SDK 2.x as a client of a server: what the tests prove these servers by, before they stand behind a gateway.
// node probe.mjs PLAN, where PLAN is JSON: {carrier: http|sse|stdio, target: URL or [command, …], era: auto|legacy|REVISION,
// call?: {name, arguments}, calls?: [the same, …], only?: [part, …]}. Without `call` and `calls` it tries what the fixtures offer, or `only` some of it. Prints one line of JSON, by part of what it
// tried: what came of it, or {error}.
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const OPTIONS = { timeout: 10_000 };
const LEVEL = { 'io.modelcontextprotocol/logLevel': 'info' };
const WATCHED = 'test://watched-resource';
const PATIENCE_MS = 5_000;

const { carrier, target, era, call: single, calls, only } = JSON.parse(process.argv[2]);

const transport = {
  http: () => new StreamableHTTPClientTransport(new URL(target)),
  sse: () => new SSEClientTransport(new URL(target)),
  stdio: () => new StdioClientTransport({ command: target[0], args: target.slice(1), env: process.env, stderr: 'inherit' })
}[carrier]();

const client = new Client(
  { name: 'probe', version: '1.0.0' },
  {
    capabilities: { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } },
    versionNegotiation: { mode: ['auto', 'legacy'].includes(era) ? era : { pin: era } }
  }
);
const heard = { logs: [], changed: new Set(), updated: [] };
client.setRequestHandler('elicitation/create', async ({ params }) => ({
  action: 'accept',
  content: Object.fromEntries(
    Object.entries(params.requestedSchema.properties).map(([name, { type }]) => [name, type === 'boolean' ? true : 'Ada'])
  )
}));
client.setRequestHandler('sampling/createMessage', async () => ({
  role: 'assistant',
  model: 'test',
  stopReason: 'endTurn',
  content: { type: 'text', text: 'Old pond' }
}));
client.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///home/ada', name: 'home' }] }));
client.setNotificationHandler('notifications/message', ({ params }) => void heard.logs.push(params.data));
client.setNotificationHandler('notifications/resources/updated', ({ params }) => void heard.updated.push(params.uri));
for (const list of ['tools', 'prompts', 'resources']) {
  client.setNotificationHandler(`notifications/${list}/list_changed`, () => void heard.changed.add(list));
}

const text = result => result.content.map(part => part.text ?? part.type).join(' ');
const call = async (name, given = {}, options = {}, more = {}) =>
  text(await client.callTool({ name, arguments: given, ...more }, { ...OPTIONS, ...options }));

async function until(check) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    if (await check()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`never true: ${check}`);
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { error: { code: error.code, message: error.message } };
  }
}

const isModern = () => client.getProtocolEra() === 'modern';

/** Opens what notices arrive by: a subscription in the newest revision, else the session has a stream already. */
async function listen() {
  if (isModern()) {
    const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
    return client.listen({ ...lists, resourceSubscriptions: [WATCHED] }, OPTIONS);
  }
  await client.subscribeResource({ uri: WATCHED }, OPTIONS);
  return undefined;
}

async function cancelled() {
  const controller = new AbortController();
  const waiting = call('test_wait', {}, { signal: controller.signal }).then(
    () => 'answered',
    () => 'given up'
  );
  await until(async () => (await call('test_waits')) === '1');
  controller.abort('enough');
  const outcome = await waiting;
  await until(async () => (await call('test_waits')) === '0');
  return outcome;
}

const parts = {
  text: () => call('test_simple_text'),
  image: () => call('test_image_content'),
  mistake: async () => (await client.callTool({ name: 'test_error_handling', arguments: {} }, OPTIONS)).isError,
  unknownTool: () => call('no_such_tool'),
  header: () => call('test_header_parameter', { region: 'Zürich' }),
  progress: async () => {
    const notes = [];
    await call('test_tool_with_progress', {}, { onprogress: each => notes.push(each.progress) });
    return notes;
  },
  logs: async () => {
    if (!isModern()) {
      await client.setLoggingLevel('info', OPTIONS);
    }
    await call('test_tool_with_logging', {}, {}, isModern() ? { _meta: LEVEL } : {});
    await until(() => heard.logs.length >= 3);
    return heard.logs;
  },
  elicitation: () => call('test_elicitation', { message: 'Who are you?' }),
  sampling: () => call('test_sampling', { prompt: 'A haiku' }),
  roots: () => call('test_roots'),
  rounds: () => call('test_input_required_result_multi_round'),
  state: () => call('test_input_required_result_request_state'),
  reconnection: () => call('test_reconnection'),
  cancelled,
  prompts: async () => (await client.listPrompts(undefined, OPTIONS)).prompts.map(prompt => prompt.name),
  prompt: async () =>
    (await client.getPrompt({ name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } }, OPTIONS)).messages[0]
      .content.text,
  askingPrompt: async () =>
    (await client.getPrompt({ name: 'test_input_required_result_prompt' }, OPTIONS)).messages[0].content.text,
  completed: async () => {
    const ref = { type: 'ref/prompt', name: 'test_prompt_with_arguments' };
    return (await client.complete({ ref, argument: { name: 'arg1', value: 'test' } }, OPTIONS)).completion.values;
  },
  resources: async () => (await client.listResources(undefined, OPTIONS)).resources.map(resource => resource.uri),
  read: async () => (await client.readResource({ uri: 'test://template/7/data' }, OPTIONS)).contents[0].text,
  missing: async () => (await client.readResource({ uri: 'test://nowhere' }, OPTIONS)).contents,
  notices: async () => {
    const subscription = await listen();
    for (const what of ['tool_change', 'prompt_change', 'resource_change', 'resource_update']) {
      await call(`test_trigger_${what}`);
    }
    await until(() => heard.changed.size === 3 && heard.updated.length > 0);
    await subscription?.close();
    return [...heard.changed, ...heard.updated].sort();
  }
};

async function facts() {
  await client.connect(transport, OPTIONS);
  const { tools } = await client.listTools(undefined, OPTIONS);
  const found = {
    version: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion()?.name,
    tools: tools.map(tool => tool.name)
  };
  if (single !== undefined) {
    return { ...found, call: await attempt(() => call(single.name, single.arguments)) };
  }
  if (calls !== undefined) {
    const answers = [];
    for (const each of calls) {
      answers.push(await attempt(() => call(each.name, each.arguments)));
    }
    return { ...found, calls: answers };
  }
  for (const name of only ?? Object.keys(parts)) {
    found[name] = await attempt(parts[name]);
  }
  return found;
}

const outcome = await attempt(facts);
await client.close();
process.exitCode = outcome.error ? 1 : 0;
console.log(JSON.stringify(outcome));

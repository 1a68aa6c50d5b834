// What a server of the fixtures answers, and what a tool may do with its call, by the means of SDK 1.x.
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  CreateMessageResultSchema,
  ElicitResultSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListRootsResultSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema
} from '@modelcontextprotocol/sdk/types.js';
import { complete, promptsNow, readTemplate, resourcesNow, template } from './contents.mjs';
import { toolsNow } from './tools.mjs';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
const ANSWERS = {
  'elicitation/create': ElicitResultSchema,
  'sampling/createMessage': CreateMessageResultSchema,
  'roots/list': ListRootsResultSchema
};
const RESOURCE_NOT_FOUND = -32002;

class Call {
  #server;
  #extra;
  change;

  constructor(server, extra, change) {
    this.#server = server;
    this.#extra = extra;
    this.change = change;
  }

  async progress(progress, total) {
    const progressToken = this.#extra._meta?.progressToken;
    if (progressToken !== undefined) {
      await this.#extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total }
      });
    }
  }

  async log(level, data) {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(this.#server.level ?? 'debug')) {
      await this.#extra.sendNotification({
        method: 'notifications/message',
        params: { level, logger: 'fixture1', data }
      });
    }
  }

  get cancelled() {
    return this.#extra.signal;
  }

  can(capability) {
    return this.#server.getClientCapabilities()?.[capability] !== undefined;
  }

  /** A session needs no help to remember. */
  remembers() {
    return true;
  }

  async hangUp() {
    this.#extra.closeSSEStream?.();
  }

  /** Asks everything at one time. */
  async ask(questions) {
    const answers = Object.entries(questions).map(async ([key, question]) => [key, await this.#answer(question)]);
    return Object.fromEntries(await Promise.all(answers));
  }

  async #answer(question) {
    const capability = question.method.split('/')[0];
    if (!this.can(capability)) {
      throw new McpError(ErrorCode.InvalidRequest, `The client does not support ${capability}`);
    }
    return this.#extra.sendRequest(question, ANSWERS[question.method]);
  }
}

const without = (...names) => each =>
  Object.fromEntries(Object.entries(each).filter(([name]) => !names.includes(name)));

function found(list, key, value) {
  const one = list.find(each => each[key] === value);
  if (one === undefined) {
    throw new McpError(ErrorCode.InvalidParams, `There is no ${value}`);
  }
  return one;
}

function read(uri) {
  const contents = resourcesNow().find(each => each.uri === uri)?.read() ?? readTemplate(uri);
  if (contents === undefined) {
    throw new McpError(RESOURCE_NOT_FOUND, 'Resource not found', { uri });
  }
  return { contents: [contents] };
}

function completed({ ref, argument }) {
  const values = ref.type === 'ref/prompt' && argument.name === 'arg1' ? complete(argument.value) : [];
  return { completion: { values, total: values.length, hasMore: false } };
}

/** Makes the server answer. */
export function handle(server, change) {
  const on = (schema, answer) =>
    server.setRequestHandler(schema, async ({ params = {} }, extra) =>
      answer(params, new Call(server, extra, change))
    );
  on(ListToolsRequestSchema, () => ({ tools: toolsNow().map(without('run')) }));
  on(CallToolRequestSchema, ({ name, arguments: given = {} }, call) => found(toolsNow(), 'name', name).run(given, call));
  on(ListPromptsRequestSchema, () => ({ prompts: promptsNow().map(without('fill')) }));
  on(GetPromptRequestSchema, async ({ name, arguments: given = {} }, call) => ({
    messages: await found(promptsNow(), 'name', name).fill(given, call)
  }));
  on(ListResourcesRequestSchema, () => ({ resources: resourcesNow().map(without('read')) }));
  on(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [template] }));
  on(ReadResourceRequestSchema, ({ uri }) => read(uri));
  on(CompleteRequestSchema, completed);
  on(SetLevelRequestSchema, ({ level }) => ((server.level = level), {}));
  on(SubscribeRequestSchema, ({ uri }) => (server.watched.add(uri), {}));
  on(UnsubscribeRequestSchema, ({ uri }) => (server.watched.delete(uri), {}));
}

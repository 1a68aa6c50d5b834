// How each of the TypeScript SDKs connects, is asked and hears, in words that both share. A connection is
// {client, era, heard: {logs, changed, updated}, call(name, arguments, options), log(level), listen(uri)}.
import { Client as Client2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  PromptListChangedNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema
} from '@modelcontextprotocol/sdk/types.js';
import { carrier1, carrier2 } from './carriers.mjs';
import { OPTIONS } from './exercise.mjs';
import { MODEL } from './features.mjs';

const SCHEMAS = {
  'elicitation/create': ElicitRequestSchema,
  'sampling/createMessage': CreateMessageRequestSchema,
  'roots/list': ListRootsRequestSchema,
  'notifications/message': LoggingMessageNotificationSchema,
  'notifications/resources/updated': ResourceUpdatedNotificationSchema,
  'notifications/tools/list_changed': ToolListChangedNotificationSchema,
  'notifications/prompts/list_changed': PromptListChangedNotificationSchema,
  'notifications/resources/list_changed': ResourceListChangedNotificationSchema
};
const LEVEL = 'io.modelcontextprotocol/logLevel';

/** Fills every field of a form: Ada, or yes. */
const filled = ({ requestedSchema }) => ({
  action: 'accept',
  content: Object.fromEntries(
    Object.entries(requestedSchema.properties).map(([name, { type }]) => [name, type === 'boolean' ? true : 'Ada'])
  )
});

/** What this client answers and hears; `on` and `hear` register it. */
function prepare(on, hear) {
  const heard = { logs: [], changed: new Set(), updated: [] };
  on('elicitation/create', async ({ params }) => filled(params));
  on('sampling/createMessage', async () => MODEL);
  on('roots/list', async () => ({ roots: [{ uri: 'file:///home/ada', name: 'home' }] }));
  hear('notifications/message', ({ params }) => void heard.logs.push(params.data));
  hear('notifications/resources/updated', ({ params }) => void heard.updated.push(params.uri));
  for (const list of ['tools', 'prompts', 'resources']) {
    hear(`notifications/${list}/list_changed`, () => void heard.changed.add(list));
  }
  return heard;
}

async function connect1(url, token) {
  const client = new Client1(
    { name: 'typescript-sdk-1', version: '1.0.0' },
    { capabilities: { elicitation: {}, sampling: {}, roots: {} } }
  );
  const heard = prepare(
    (method, answer) => client.setRequestHandler(SCHEMAS[method], answer),
    (method, take) => client.setNotificationHandler(SCHEMAS[method], take)
  );
  await client.connect(carrier1(url, token), OPTIONS);
  return {
    client,
    era: 'legacy',
    heard,
    call: (name, given, options) => client.callTool({ name, arguments: given }, undefined, { ...OPTIONS, ...options }),
    log: level => client.setLoggingLevel(level, OPTIONS),
    listen: uri => client.subscribeResource({ uri }, OPTIONS)
  };
}

async function connect2(url, token, mode) {
  const client = new Client2(
    { name: 'typescript-sdk-2', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
      versionNegotiation: { mode: mode === 'legacy' ? mode : { pin: mode } }
    }
  );
  const heard = prepare(
    (method, answer) => client.setRequestHandler(method, answer),
    (method, take) => client.setNotificationHandler(method, take)
  );
  await client.connect(carrier2(url, token), OPTIONS);
  const modern = client.getProtocolEra() === 'modern';
  let meta = {};
  return {
    client,
    era: client.getProtocolEra(),
    heard,
    call: (name, given, options) => client.callTool({ name, arguments: given, ...meta }, { ...OPTIONS, ...options }),
    log: async level => (modern ? (meta = { _meta: { [LEVEL]: level } }) : client.setLoggingLevel(level, OPTIONS)),
    listen: uri =>
      modern
        ? client.listen(
            { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true, resourceSubscriptions: [uri] },
            OPTIONS
          )
        : client.subscribeResource({ uri }, OPTIONS)
  };
}

/** @param mode `sdk1`, or for the SDK 2.x `legacy` or a revision */
export const connect = (url, mode, token) => (mode === 'sdk1' ? connect1(url, token) : connect2(url, token, mode));

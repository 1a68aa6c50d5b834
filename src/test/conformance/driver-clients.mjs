// The official clients of both eras, in the words that the scripts use.
import { Client as Client2, StreamableHTTPClientTransport as Transport2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const INFO = { name: 'sluice-conformance-driver', version: '1.0.0' };
const OPTIONS = { timeout: 20_000 };
const CAPABILITIES = { elicitation: { form: { applyDefaults: true } } };

/** Accepts every form; asked for a confirmation it confirms, all else is left to the defaults. */
const accepted = ({ params }) => ({
  action: 'accept',
  content: params.requestedSchema?.properties?.confirmed === undefined ? {} : { confirmed: true }
});

/**
 * A connected client.
 *
 * @param url the endpoint
 * @param era legacy (SDK 1.x, 2025-11-25) or modern (SDK 2.x, 2026-07-28)
 */
export async function connect(url, era) {
  const client = era === 'modern' ? modern() : legacy();
  await client.connect(new (era === 'modern' ? Transport2 : Transport1)(new URL(url)), OPTIONS);
  const call = params => (era === 'modern' ? client.callTool(params, OPTIONS) : client.callTool(params, undefined, OPTIONS));
  return {
    tools: async () => (await client.listTools(undefined, OPTIONS)).tools,
    call: (name, args = {}) => call({ name, arguments: args }),
    resources: async () => (await client.listResources(undefined, OPTIONS)).resources,
    read: uri => client.readResource({ uri }, OPTIONS),
    prompts: async () => (await client.listPrompts(undefined, OPTIONS)).prompts,
    prompt: name => client.getPrompt({ name }, OPTIONS),
    close: () => client.close()
  };
}

function modern() {
  const client = new Client2(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setRequestHandler('elicitation/create', async request => accepted(request));
  return client;
}

function legacy() {
  const client = new Client1(INFO, { capabilities: CAPABILITIES });
  client.setRequestHandler(ElicitRequestSchema, async request => accepted(request));
  return client;
}

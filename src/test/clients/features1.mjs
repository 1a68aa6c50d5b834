// Everything that the features plugin offers, with the TypeScript SDK 1.x: node features1.mjs TARGET TOKEN
// Over the stdio bridge: node features1.mjs URL TOKEN bridge
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  PromptListChangedNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema
} from '@modelcontextprotocol/sdk/types.js';
import { carrier1 } from './carriers.mjs';
import { OPTIONS, report } from './exercise.mjs';
import { features, MODEL, until, USER } from './features.mjs';

const [url, token, bridge] = process.argv.slice(2);

/** The bridge is a program that speaks stdio to us and HTTP to the gateway. */
const overBridge = () =>
  new StdioClientTransport({
    command: process.execPath,
    args: ['node_modules/mcp-remote/dist/proxy.js', url, '--transport', 'http-only', '--header', `Authorization:Bearer ${token}`],
    env: process.env,
    stderr: 'ignore'
  });

await report(async () => {
  const transport = bridge ? overBridge() : carrier1(url, token);
  const client = new Client(
    { name: 'typescript-sdk-1', version: '1.0.0' },
    { capabilities: { elicitation: {}, sampling: {} } }
  );
  const logs = [];
  client.setRequestHandler(ElicitRequestSchema, async () => USER);
  client.setRequestHandler(CreateMessageRequestSchema, async () => MODEL);
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logs.push(params.data));
  try {
    await client.connect(transport, OPTIONS);
    await client.setLoggingLevel('info', OPTIONS);
    return await features(client, {
      options: OPTIONS,
      call: (name, options) => client.callTool({ name, arguments: {} }, undefined, options),
      logged: async () => (await until(() => logs.length >= 5), logs),
      watch: async (uri, heard) => {
        client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard(params.uri));
        await client.subscribeResource({ uri }, OPTIONS);
        return () => client.unsubscribeResource({ uri }, OPTIONS);
      },
      changes: async () => {
        const heard = new Set();
        client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.add('tools'));
        client.setNotificationHandler(PromptListChangedNotificationSchema, () => void heard.add('prompts'));
        client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void heard.add('resources'));
        return heard;
      }
    });
  } finally {
    await client.close();
  }
});

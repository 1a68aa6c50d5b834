// Everything that the features plugin offers, with the TypeScript SDK 2.x: node features2.mjs TARGET auto|legacy|REVISION TOKEN
import { Client } from '@modelcontextprotocol/client';
import { carrier2 } from './carriers.mjs';
import { OPTIONS, report } from './exercise.mjs';
import { features, MODEL, until, USER } from './features.mjs';

const [url, mode, token] = process.argv.slice(2);
const LEVEL = { 'io.modelcontextprotocol/logLevel': 'info' };

await report(async () => {
  const transport = carrier2(url, token);
  const client = new Client(
    { name: 'typescript-sdk-2', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} }, sampling: {} },
      versionNegotiation: { mode: ['auto', 'legacy'].includes(mode) ? mode : { pin: mode } }
    }
  );
  const logs = [];
  client.setRequestHandler('elicitation/create', async () => USER);
  client.setRequestHandler('sampling/createMessage', async () => MODEL);
  client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params.data));
  try {
    await client.connect(transport, OPTIONS);
    const modern = client.getProtocolEra() === 'modern';
    if (!modern) {
      await client.setLoggingLevel('info', OPTIONS);
    }
    const facts = await features(client, {
      options: OPTIONS,
      call: (name, options) => client.callTool({ name, arguments: {}, ...(modern ? { _meta: LEVEL } : {}) }, options),
      logged: async () => (await until(() => logs.length >= 5), logs),
      watch: async (uri, heard) => {
        client.setNotificationHandler('notifications/resources/updated', ({ params }) => heard(params.uri));
        if (modern) {
          const subscription = await client.listen({ resourceSubscriptions: [uri] }, OPTIONS);
          return () => subscription.close();
        }
        await client.subscribeResource({ uri }, OPTIONS);
        return () => client.unsubscribeResource({ uri }, OPTIONS);
      },
      changes: async () => {
        const heard = new Set();
        for (const list of ['tools', 'prompts', 'resources']) {
          client.setNotificationHandler(`notifications/${list}/list_changed`, () => void heard.add(list));
        }
        if (modern) {
          await client.listen({ toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }, OPTIONS);
        }
        return heard;
      }
    });
    return { era: client.getProtocolEra(), ...facts };
  } finally {
    await client.close();
  }
});

// The TypeScript SDK 1.x as a client: node v1.mjs URL [TOKEN]
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { credentials, exercise, OPTIONS, report } from './exercise.mjs';

const [url, token] = process.argv.slice(2);

await report(async () => {
  const transport = new StreamableHTTPClientTransport(new URL(url), credentials(token));
  const client = new Client({ name: 'typescript-sdk-1', version: '1.0.0' }, { capabilities: {} });
  try {
    await client.connect(transport, OPTIONS);
    const protocolVersion = transport.protocolVersion;
    const session = transport.sessionId !== undefined;
    const facts = await exercise(client, params => client.callTool(params, undefined, OPTIONS));
    await transport.terminateSession();
    return { protocolVersion, session, sessionEnded: transport.sessionId === undefined, ...facts };
  } finally {
    await client.close();
  }
});

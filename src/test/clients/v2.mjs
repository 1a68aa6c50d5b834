// The TypeScript SDK 2.x as a client: node v2.mjs URL auto|legacy|REVISION [TOKEN]
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { credentials, exercise, OPTIONS, report } from './exercise.mjs';

const [url, mode, token] = process.argv.slice(2);

await report(async () => {
  const transport = new StreamableHTTPClientTransport(new URL(url), credentials(token));
  const client = new Client(
    { name: 'typescript-sdk-2', version: '1.0.0' },
    { capabilities: {}, versionNegotiation: { mode: ['auto', 'legacy'].includes(mode) ? mode : { pin: mode } } }
  );
  try {
    await client.connect(transport, OPTIONS);
    const protocolVersion = client.getNegotiatedProtocolVersion();
    const session = transport.sessionId !== undefined;
    const facts = await exercise(client, params => client.callTool(params, OPTIONS));
    await transport.terminateSession();
    return { protocolVersion, session, sessionEnded: transport.sessionId === undefined, ...facts };
  } finally {
    await client.close();
  }
});

// A small server made of the official SDK, behind TLS and a bearer token: what the client scripts are tried against, so
// that a client that fails against the gateway can be told from a script that is wrong.
// node control.mjs PFX PASSPHRASE SECRET: prints its port, ends when its standard input does.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const [pfx, passphrase, secret] = process.argv.slice(2);

const text = value => ({ content: [{ type: 'text', text: value }] });

const handle = toNodeHandler(
  createMcpHandler(({ authInfo }) => {
    const server = new McpServer({ name: 'control', version: '1.0.0' });
    server.registerTool(
      'hello_world',
      { description: 'Greets somebody by name.', inputSchema: z.object({ name: z.string() }) },
      async ({ name }) => text(`Hello, ${name}!`)
    );
    server.registerTool('whoami', { description: 'Tells who calls.', inputSchema: z.object({}) }, async () =>
      text(JSON.stringify({ subject: authInfo.clientId, roles: authInfo.scopes }))
    );
    return server;
  })
);

/** A token here is the secret, the subject and the roles, with dots between them. */
function identify({ authorization = '' }) {
  const [key, subject, ...roles] = authorization.replace(/^Bearer /, '').split('.');
  return key === secret && subject ? { token: key, clientId: subject, scopes: roles } : undefined;
}

const server = https.createServer({ pfx: readFileSync(pfx), passphrase }, (request, response) => {
  request.auth = identify(request.headers);
  if (request.auth === undefined) {
    response.writeHead(401, { 'WWW-Authenticate': 'Bearer', 'Content-Type': 'application/json' });
    response.end('{"jsonrpc":"2.0","error":{"code":-31401,"message":"A bearer token is required."}}');
    return;
  }
  void handle(request, response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();

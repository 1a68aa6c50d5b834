// A loopback proxy that adds a bearer token, because the conformance suite can send none. Everything else passes as it
// is: Host and Origin, header spelling and order, status, both bodies as they stream, and either side's hanging up.
//
// Used by run.mjs; by hand: SLUICE_TOKEN=… node inject.mjs TARGET [PORT], with NODE_EXTRA_CA_CERTS for a certificate
// of one's own. Prints its own URL.
import http from 'node:http';
import https from 'node:https';
import { fileURLToPath } from 'node:url';

/**
 * Starts the proxy on 127.0.0.1.
 *
 * @param target where requests go, an http or https URL; paths are kept, so only its origin counts
 * @param token the bearer token
 * @param port port to listen on, 0 for a free one
 * @returns the listening server and the URL by which clients reach the target's path through it
 */
export async function inject(target, token, port = 0) {
  const { request, Agent } = target.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  const server = http.createServer((incoming, answer) => {
    const outgoing = request({
      agent,
      hostname: target.hostname,
      port: target.port,
      servername: target.hostname,
      path: incoming.url,
      method: incoming.method,
      headers: withToken(incoming.rawHeaders, token)
    });
    outgoing.on('response', reply => {
      answer.writeHead(reply.statusCode, reply.statusMessage, reply.rawHeaders);
      answer.flushHeaders();
      reply.pipe(answer);
      reply.on('error', () => answer.destroy());
    });
    outgoing.on('error', error => refuse(answer, error));
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.requestTimeout = 0;
  server.on('close', () => agent.destroy());
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { server, url: new URL(target.pathname, `http://localhost:${server.address().port}`) };
}

function withToken(rawHeaders, token) {
  const headers = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].toLowerCase() !== 'authorization') {
      headers.push(rawHeaders[i], rawHeaders[i + 1]);
    }
  }
  headers.push('Authorization', `Bearer ${token}`);
  return headers;
}

/** A failure before the answer has begun is a 502; one in its middle must look like what it is, a broken answer. */
function refuse(answer, error) {
  if (answer.headersSent) {
    answer.destroy();
    return;
  }
  answer.writeHead(502, { 'Content-Type': 'text/plain' });
  answer.end(`${error.code ?? error.message}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [target, port = '0'] = process.argv.slice(2);
  if (!target || !process.env.SLUICE_TOKEN) {
    console.error('usage: SLUICE_TOKEN=… node inject.mjs TARGET [PORT]');
    process.exit(2);
  }
  const { url } = await inject(new URL(target), process.env.SLUICE_TOKEN, Number(port));
  console.log(url.href);
}

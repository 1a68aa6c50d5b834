import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { inject } from './inject.mjs';

let behaviour;
let origin;
let proxy;

before(async () => {
  origin = http.createServer((request, response) => behaviour(request, response)).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  proxy = await inject(new URL(`http://127.0.0.1:${origin.address().port}/mcp`), 'secret');
});

after(() => {
  for (const server of [proxy.server, origin]) {
    server.close();
    server.closeAllConnections();
  }
});

const send = (options, body) => http.request(proxy.url, { agent: false, ...options }).end(body);

test('adds the token and leaves every other header as it was spelled', async () => {
  let seen;
  behaviour = (request, response) => {
    seen = request.rawHeaders;
    response.writeHead(418, 'Odd', ['X-Odd', 'a', 'X-Odd', 'b']);
    response.end('body');
  };

  const [response] = await once(
    send({ headers: ['Host', 'evil.example.com', 'Origin', 'http://evil.example.com', 'mcp-METHOD', 'ping'] }),
    'response'
  );

  assert.deepEqual(seen.slice(0, 6), ['Host', 'evil.example.com', 'Origin', 'http://evil.example.com', 'mcp-METHOD', 'ping']);
  assert.equal(seen[seen.indexOf('Authorization') + 1], 'Bearer secret');
  assert.equal(response.statusCode, 418);
  assert.equal(response.statusMessage, 'Odd');
  assert.deepEqual(response.rawHeaders.slice(0, 4), ['X-Odd', 'a', 'X-Odd', 'b']);
  assert.equal(await text(response), 'body');
});

test('replaces a token of the client', async () => {
  behaviour = (request, response) => response.end(request.headers.authorization);

  const [response] = await once(send({ headers: { authorization: 'Bearer other' } }), 'response');

  assert.equal(await text(response), 'Bearer secret');
});

test('passes an event on before the answer has ended', async () => {
  let stream;
  behaviour = (request, response) => {
    stream = response;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };

  const [response] = await once(send({}), 'response');
  const [first] = await once(response, 'data');

  assert.equal(first.toString(), 'data: 1\n\n');
  stream.end();
  await once(response, 'end');
});

test('hangs up on the server when the client hangs up', async () => {
  let gone;
  behaviour = (request, response) => {
    gone = once(response, 'close');
    response.writeHead(200).flushHeaders();
  };
  const request = send({});
  request.on('error', () => {});
  await once(request, 'response');

  request.destroy();

  await gone;
});

test('shows a broken answer as broken', async () => {
  behaviour = (request, response) => {
    response.writeHead(200);
    response.write('half', () => response.destroy());
  };

  const [response] = await once(send({}), 'response');

  await assert.rejects(text(response));
});

test('says 502 when nobody answers', async () => {
  behaviour = (request, response) => response.destroy();

  const [response] = await once(send({}), 'response');

  assert.equal(response.statusCode, 502);
  response.resume();
});

async function text(stream) {
  let all = '';
  for await (const part of stream) {
    all += part;
  }
  return all;
}

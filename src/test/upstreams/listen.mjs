// What all servers here have in common: they bind 127.0.0.1 only, print their port when they listen, and end when their
// standard input does, so that none outlives the test that started it.
import http from 'node:http';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Serves until standard input ends.
 *
 * @param handle what answers a request
 * @param port where to listen, 0 for a free port
 * @returns the listening server
 */
export async function listen(handle, port) {
  const server = http.createServer((request, response) => {
    if (isForeign(request.headers)) {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end('This server is for this machine only.\n');
      return;
    }
    answer(handle, request, response);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  console.log(server.address().port);
  endWithInput();
  return server;
}

/** A request that breaks, because its client hung up or by a mistake here, must not end the server. */
async function answer(handle, request, response) {
  try {
    await handle(request, response);
  } catch (error) {
    console.error(error);
    response.destroy();
  }
}

/** Ends the process when its standard input ends. */
export function endWithInput() {
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
}

function isForeign({ host = '', origin }) {
  return !isLocal(`http://${host}`) || (origin !== undefined && !isLocal(origin));
}

function isLocal(url) {
  return URL.canParse(url) && LOCAL.has(new URL(url).hostname);
}

/** Completes when there is room to write again, or nobody to write to. */
export function room(response) {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** The body of a request as text. */
export async function body(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

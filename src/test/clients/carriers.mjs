// How a client reaches a gateway: a URL of Streamable HTTP, a URL of HTTP+SSE (/sse), or a command as a JSON array.
import { SSEClientTransport as Sse2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { SSEClientTransport as Sse1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { credentials } from './exercise.mjs';

/** The transport of the TypeScript SDK 1.x to a target. */
export const carrier1 = (target, token) => carrier(target, token, Http1, Sse1, Stdio1);

/** The transport of the TypeScript SDK 2.x to a target. */
export const carrier2 = (target, token) => carrier(target, token, Http2, Sse2, Stdio2);

function carrier(target, token, Http, Sse, Stdio) {
  if (target.startsWith('[')) {
    const [command, ...args] = JSON.parse(target);
    return new Stdio({ command, args, env: process.env });
  }
  const url = new URL(target);
  return url.pathname === '/sse' ? new Sse(url, credentials(token)) : new Http(url, credentials(token));
}

// Sessions of 2025-11-25 by the means of SDK 2.x.
import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { Events } from './events.mjs';
import { present } from './tools.mjs';

const RETRY_MS = 200;

export class Sessions {
  #create;
  #open = new Map();

  constructor(create) {
    this.#create = create;
  }

  async fetch(request, options) {
    const id = request.headers.get('mcp-session-id');
    if (id === null) {
      return (await this.#begin()).handleRequest(request, options);
    }
    const session = this.#open.get(id);
    return session === undefined
      ? Response.json({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null }, { status: 404 })
      : session.transport.handleRequest(request, options);
  }

  /** A transport that becomes a session when what it is given is an initialize request. */
  async #begin() {
    const server = this.#create();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new Events(),
      retryInterval: RETRY_MS,
      onsessioninitialized: id => this.#open.set(id, { server, transport }),
      onsessionclosed: id => this.#open.delete(id)
    });
    await server.connect(transport);
    return transport;
  }

  /** Keeps a server that has a transport of its own; there is one of them for a key. */
  keep(key, server) {
    this.#open.set(key, { server });
    return server;
  }

  /** Shows or hides in every session what comes and goes, of which the SDK tells; 'updated' only to those who watch the resource. */
  async tell(what, uri) {
    for (const { server } of this.#open.values()) {
      if (what !== 'updated') {
        server.extras[what][present[what] ? 'enable' : 'disable']();
      } else if (server.watched.has(uri)) {
        await server.server.sendResourceUpdated({ uri });
      }
    }
  }
}

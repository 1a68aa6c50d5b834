// What a server has to answer before it can be rude: discovery or sessions, the list of tools, and who listens.
import { randomUUID } from 'node:crypto';

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
const INFO = { name: 'rude', version: '1.0.0' };
const CAPABILITIES = { tools: { listChanged: true } };
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const CHANGED = 'notifications/tools/list_changed';

export class Basics {
  /** Open streams of those who listen, each with what its events carry. */
  streams = new Map();
  sessions = new Set();
  #changes = 0;

  constructor(legacy) {
    this.legacy = legacy;
  }

  /** The tools; each change makes another description and another parameter. */
  tools() {
    const properties = { text: { type: 'string' } };
    const schema = { type: 'object', properties };
    const extra = Object.fromEntries(Array.from({ length: this.#changes }, (unused, i) => [`extra${i}`, { type: 'string' }]));
    return [
      { name: 'polite', description: 'Says it back.', inputSchema: schema },
      {
        name: 'rude',
        description: this.#changes === 0 ? 'Misbehaves.' : `Misbehaves otherwise (${this.#changes}).`,
        inputSchema: { type: 'object', properties: { ...properties, ...extra } }
      }
    ];
  }

  change() {
    this.#changes++;
    for (const [response, params] of this.streams) {
      response.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', method: CHANGED, ...params })}\n\n`);
    }
  }

  /** GET and DELETE: the stream and the end of a session. */
  answerWithoutBody(request, response) {
    const session = request.headers['mcp-session-id'];
    if (!this.legacy) {
      response.writeHead(405, { Allow: 'POST' }).end();
    } else if (!this.sessions.has(session)) {
      response.writeHead(404).end();
    } else if (request.method === 'DELETE') {
      this.sessions.delete(session);
      response.writeHead(200).end();
    } else {
      this.#keep(response, {});
    }
  }

  answer(exchange) {
    const { method, id } = exchange.message;
    if (id === undefined) {
      exchange.raw(202, {}, undefined);
      return;
    }
    const lost = this.legacy && method !== 'initialize' && !this.sessions.has(exchange.request.headers['mcp-session-id']);
    if (lost) {
      exchange.fail(-32001, 'Session not found', 404);
    } else if (this.#known(method) === undefined) {
      exchange.fail(-32601, 'Method not found', this.legacy ? 200 : 404);
    } else {
      this.#known(method)(exchange);
    }
  }

  #known(method) {
    return {
      'tools/list': exchange => exchange.reply(exchange.answer(this.listed(this.tools()))),
      'tools/call': exchange => this.#call(exchange),
      ...(this.legacy
        ? { initialize: exchange => this.#initialize(exchange), ping: exchange => exchange.reply(exchange.answer({})) }
        : {
            'server/discover': exchange => this.#discover(exchange),
            'subscriptions/listen': exchange => this.#listen(exchange)
          })
    }[method];
  }

  /** A result of tools/list. */
  listed(tools, nextCursor) {
    return { tools, ...(nextCursor && { nextCursor }), ...this.#hints() };
  }

  #hints() {
    return this.legacy ? {} : { ttlMs: 0, cacheScope: 'private' };
  }

  #call(exchange) {
    if (this.tools().some(tool => tool.name === exchange.message.params?.name)) {
      exchange.reply(exchange.said(exchange.text));
    } else {
      exchange.fail(-32602, 'Unknown tool');
    }
  }

  #initialize(exchange) {
    const session = randomUUID();
    this.sessions.add(session);
    const result = { protocolVersion: LEGACY, capabilities: CAPABILITIES, serverInfo: INFO };
    exchange.reply(exchange.answer(result), { 'Mcp-Session-Id': session });
  }

  #discover(exchange) {
    exchange.reply(
      exchange.answer({
        supportedVersions: [MODERN],
        capabilities: CAPABILITIES,
        ...this.#hints(),
        _meta: { 'io.modelcontextprotocol/serverInfo': INFO }
      })
    );
  }

  #listen(exchange) {
    const _meta = { [SUBSCRIPTION]: exchange.message.id };
    const notifications = exchange.message.params?.notifications?.toolsListChanged ? { toolsListChanged: true } : {};
    exchange.stream();
    void exchange.event({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta, notifications }
    });
    if (notifications.toolsListChanged) {
      this.#keep(exchange.response, { params: { _meta } });
    }
  }

  #keep(response, params) {
    if (!response.headersSent) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    }
    this.streams.set(response, params);
    response.on('close', () => this.streams.delete(response));
  }
}

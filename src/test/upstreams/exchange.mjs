// One request of a client and the ways to answer it, the proper ones and the others.
import { room } from './listen.mjs';

const SSE = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' };

export class Exchange {
  constructor(request, response, message, legacy) {
    this.request = request;
    this.response = response;
    this.message = message;
    this.legacy = legacy;
  }

  /** The text that a tool is given. */
  get text() {
    return String(this.message.params?.arguments?.text ?? '');
  }

  /** The answer as an object, with what the newest revision wants in it. */
  answer(result, id = this.message.id) {
    return { jsonrpc: '2.0', id, result: this.legacy ? result : { resultType: 'complete', ...result } };
  }

  said(text) {
    return this.answer({ content: [{ type: 'text', text }] });
  }

  reply(message, headers = {}) {
    this.raw(200, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(message));
  }

  fail(code, message, status = 200, headers = {}) {
    const error = { jsonrpc: '2.0', id: this.message.id, error: { code, message } };
    this.raw(status, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(error));
  }

  raw(status, headers, content) {
    this.response.writeHead(status, headers).end(content);
  }

  /** Begins an event stream. */
  stream() {
    this.response.writeHead(200, SSE).flushHeaders();
  }

  /** Writes an event; waits while the client does not read. */
  async event(message) {
    const full = !this.response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    if (full && !this.response.destroyed) {
      await room(this.response);
    }
  }

  /** A note of progress, or of the log where no progress was asked for. */
  note(progress, total) {
    const progressToken = this.message.params?._meta?.progressToken;
    return progressToken === undefined
      ? { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: `${progress} of ${total}` } }
      : { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress, total } };
  }
}

// The ways to be rude. A mode says what it does instead of answering a call of the tool `rude`, or instead of answering
// another method; what returns true goes on to the proper answer.
import { room } from './listen.mjs';
import { sleep } from './tools.mjs';

const number = (settings, key, otherwise) => Number(settings[key] ?? otherwise);

/** Once per server: the first time says yes, every later time no. */
const first = (memory, what) => memory[what] === undefined && (memory[what] = true);

/** Bodies that are no answer; which one is the text that the tool is given. */
const GARBAGE = {
  'not-json': ['application/json', () => 'Internal <b>confusion</b>'],
  'not-rpc': ['application/json', () => '{"hello":"world"}'],
  'wrong-id': ['application/json', exchange => JSON.stringify(exchange.answer({ content: [] }, 'somebody-else'))],
  'wrong-type': ['text/html', () => '<!doctype html><title>Welcome</title>'],
  'bad-utf8': ['application/json', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  truncated: ['application/json', exchange => JSON.stringify(exchange.said('cut')).slice(0, -5)],
  'not-an-event': ['text/event-stream', () => 'data: {"jsonrpc"\ndata: nothing\n\n'],
  empty: ['application/json', () => '']
};

export const MODES = {
  /** Never answers. */
  hang: { call: () => {} },

  /** Answers one byte every `ms` (50). */
  trickle: {
    call: async ({ exchange, settings }) => {
      exchange.response.writeHead(200, { 'Content-Type': 'application/json' });
      for (const byte of Buffer.from(JSON.stringify(exchange.said(exchange.text)))) {
        exchange.response.write(Buffer.of(byte));
        await sleep(number(settings, 'ms', 50));
        if (exchange.response.destroyed) {
          return;
        }
      }
      exchange.response.end();
    }
  },

  /** Reports progress `count` times (5000) before it answers. */
  flood: {
    call: async ({ exchange, settings }) => {
      const count = number(settings, 'count', 5000);
      exchange.stream();
      for (let i = 1; i <= count && !exchange.response.destroyed; i++) {
        await exchange.event(exchange.note(i, count));
      }
      await exchange.event(exchange.said(exchange.text));
      exchange.response.end();
    }
  },

  /** Answers with what is no answer; the text of the call chooses, `not-json` by default. */
  garbage: {
    call: ({ exchange }) => {
      const [type, content] = GARBAGE[exchange.text] ?? GARBAGE['not-json'];
      exchange.raw(200, { 'Content-Type': type }, content(exchange));
    }
  },

  /** Answers after `ms` (2000). */
  late: { call: async ({ settings }) => (await sleep(number(settings, 'ms', 2000)), true) },

  /** Gives two answers to one request. */
  twice: {
    call: async ({ exchange }) => {
      exchange.stream();
      await exchange.event(exchange.said('first'));
      await exchange.event(exchange.said('second'));
      exchange.response.end();
    }
  },

  /** Breaks off in the middle of an event. */
  'die-midstream': {
    call: async ({ exchange }) => {
      exchange.stream();
      await exchange.event(exchange.note(1, 2));
      exchange.response.write('event: message\ndata: {"jsonrpc":"2.0",', () => exchange.response.destroy());
    }
  },

  /** Points to `to` (/elsewhere, which answers properly and is counted as followed). */
  redirect: {
    call: ({ exchange, settings }) => exchange.raw(307, { Location: settings.to ?? '/elsewhere' }, undefined)
  },

  /** Answers with `bytes` (64 MiB) of text. */
  huge: {
    call: async ({ exchange, settings }) => {
      const { response } = exchange;
      const [head, tail] = JSON.stringify(exchange.said('@')).split('@');
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write(head);
      for (let left = number(settings, 'bytes', 64 << 20); left > 0 && !response.destroyed; left -= 65_536) {
        if (!response.write('x'.repeat(Math.min(left, 65_536))) && !response.destroyed) {
          await room(response);
        }
      }
      response.end(tail);
    }
  },

  /** Lists its tools after `ms` (5000). */
  'slow-list': { 'tools/list': async ({ settings }) => (await sleep(number(settings, 'ms', 5000)), true) },

  /** Lists one tool a page. */
  pages: {
    'tools/list': ({ exchange, basics }) => {
      const page = Number(exchange.message.params?.cursor ?? 0);
      const tools = basics.tools();
      const next = page + 1 < tools.length ? String(page + 1) : undefined;
      exchange.reply(exchange.answer(basics.listed([tools[page]], next)));
    }
  },

  /** Lists the same page for ever. */
  'endless-pages': {
    'tools/list': ({ exchange, basics }) => {
      const page = Number(exchange.message.params?.cursor ?? 0);
      const [tool] = basics.tools();
      exchange.reply(exchange.answer(basics.listed([{ ...tool, name: `tool${page}` }], String(page + 1))));
    }
  },

  /** Only POST /change makes it rude. */
  'changing-tools': {},

  /** Never says that it listens. */
  mute: { 'subscriptions/listen': ({ exchange }) => exchange.stream() },

  /** Forgets the session of the first call. */
  'session-lost': {
    call: ({ exchange, basics, memory }) => {
      if (first(memory, 'lost')) {
        basics.sessions.delete(exchange.request.headers['mcp-session-id']);
      }
      return true;
    }
  },

  /** Wants a token, once. */
  '401-once': {
    call: ({ exchange, memory }) => {
      if (first(memory, 'asked')) {
        exchange.fail(-31401, 'A token is required', 401, { 'WWW-Authenticate': 'Bearer' });
        return undefined;
      }
      return true;
    }
  },

  /** Has had enough until `seconds` (1) after the first call. */
  429: {
    call: ({ exchange, settings, memory }) => {
      const seconds = number(settings, 'seconds', 1);
      memory.until ??= Date.now() + seconds * 1000;
      if (Date.now() < memory.until) {
        exchange.fail(-31429, 'Too many calls', 429, { 'Retry-After': String(seconds) });
        return undefined;
      }
      return true;
    }
  },

  /** Breaks in the way of a web server. */
  500: { call: ({ exchange }) => exchange.raw(500, { 'Content-Type': 'text/html' }, '<h1>Oops</h1>at com.example.Secret(Secret.java:1)') },

  /** Answers every call with an error of the protocol. */
  error: { call: ({ exchange }) => exchange.fail(-32603, 'It broke') }
};

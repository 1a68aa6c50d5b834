// What a tool of the fixtures may do with its call, by the means of SDK 2.x.
import { CLIENT_CAPABILITIES_META_KEY, inputRequired, inputResponse } from '@modelcontextprotocol/server';

/** Ends a run that cannot go on without answers. */
class Asking extends Error {
  constructor(result) {
    super('The caller must answer first');
    this.result = result;
  }
}

/** The handler of the SDK for work that may ask; a question ends it with an input-required result. */
export function asked(callOf, work) {
  return async (given, ctx) => {
    try {
      return await work(given ?? {}, callOf(ctx));
    } catch (error) {
      if (error instanceof Asking) {
        return error.result;
      }
      throw error;
    }
  };
}

export class Call {
  #server;
  #ctx;
  #codec;
  change;

  constructor(server, ctx, codec, change) {
    this.#server = server;
    this.#ctx = ctx;
    this.#codec = codec;
    this.change = change;
  }

  async progress(progress, total) {
    const progressToken = this.#ctx.mcpReq._meta?.progressToken;
    if (progressToken !== undefined) {
      await this.#ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total } });
    }
  }

  async log(level, data) {
    await this.#ctx.mcpReq.log(level, data, 'fixture2');
  }

  get cancelled() {
    return this.#ctx.mcpReq.signal;
  }

  can(capability) {
    const declared =
      this.#ctx.mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? this.#server.server.getClientCapabilities();
    return declared?.[capability] !== undefined;
  }

  remembers() {
    return this.#ctx.mcpReq.requestState()?.remembered === true;
  }

  async hangUp() {
    this.#ctx.http?.closeSSE?.();
  }

  async ask(questions, { remember = false } = {}) {
    const { requestState, inputResponses } = this.#ctx.mcpReq;
    const given = { ...requestState()?.answers, ...inputResponses };
    const answers = Object.fromEntries(
      Object.entries(given).filter(([key]) => inputResponse(given, key).kind !== 'missing')
    );
    const open = Object.entries(questions).filter(([key]) => answers[key] === undefined);
    if (open.length === 0) {
      return answers;
    }
    throw new Asking(
      inputRequired({
        inputRequests: Object.fromEntries(open),
        ...(remember && { requestState: await this.#codec.mint({ remembered: true, answers }) })
      })
    );
  }
}

// The events of one session, kept so that a client can come back for what it missed.
const MOST = 1000;

export class Events {
  #events = [];
  #last = 0;

  async storeEvent(streamId, message) {
    const id = `${streamId}/${++this.#last}`;
    this.#events.push({ id, streamId, message });
    if (this.#events.length > MOST) {
      this.#events.shift();
    }
    return id;
  }

  async getStreamIdForEventId(id) {
    return this.#events.find(event => event.id === id)?.streamId;
  }

  /** An event without a message only marks where a stream began. */
  async replayEventsAfter(lastId, { send }) {
    const from = this.#events.findIndex(event => event.id === lastId);
    const streamId = this.#events[from]?.streamId ?? '';
    for (const { id, message } of this.#events.slice(from + 1).filter(event => event.streamId === streamId)) {
      if (message?.jsonrpc !== undefined) {
        await send(id, message);
      }
    }
    return streamId;
  }
}

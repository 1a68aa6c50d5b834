// What the fixtures of src/test/upstreams offer, asked through a gateway by one client:
// node bridging.mjs URL sdk1|legacy|REVISION TOKEN [PART,PART…]. Prints one line of JSON, by part what came of it, or {error}.
import { connect } from './connections.mjs';
import { OPTIONS, report } from './exercise.mjs';
import { until } from './features.mjs';

const WATCHED = 'test://watched-resource';

const [url, mode, token, only] = process.argv.slice(2);

const textOf = result => result.content.map(part => part.text ?? part.type).join(' ');

/** Gives up a call once it runs, and asks until its tool knows. */
async function cancelled(call, options) {
  const controller = new AbortController();
  let running = false;
  const waiting = call('test_wait', {}, { signal: controller.signal, onprogress: () => void (running = true) }).then(
    () => 'answered',
    () => 'given up'
  );
  await until(() => running);
  controller.abort('enough');
  const outcome = await waiting;
  await until(async () => (await call('test_waits', {}, options)) === '0');
  return outcome;
}

function partsOf({ client, era, heard, call: raw, log, listen }) {
  const call = async (name, given = {}, options = {}) => textOf(await raw(name, given, options));
  return {
    text: () => call('test_simple_text'),
    image: () => call('test_image_content'),
    mistake: async () => (await raw('test_error_handling', {}, {})).isError,
    header: () => call('test_header_parameter', { region: 'Zürich' }),
    progress: async () => {
      const notes = [];
      await call('test_tool_with_progress', {}, { onprogress: each => notes.push(each.progress) });
      return notes;
    },
    logs: async () => {
      await log('info');
      await call('test_tool_with_logging');
      await until(() => heard.logs.length >= 3);
      return heard.logs;
    },
    elicitation: () => call('test_elicitation', { message: 'Who are you?' }),
    sampling: () => call('test_sampling', { prompt: 'A haiku' }),
    roots: () => call('test_roots'),
    rounds: () => call('test_input_required_result_multi_round'),
    state: () => call('test_input_required_result_request_state'),
    together: () => call('test_input_required_result_multiple_inputs'),
    cancelled: () => cancelled(call, {}),
    prompt: async () =>
      (await client.getPrompt({ name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } }, OPTIONS))
        .messages[0].content.text,
    askingPrompt: async () =>
      (await client.getPrompt({ name: 'test_input_required_result_prompt' }, OPTIONS)).messages[0].content.text,
    completed: async () => {
      const ref = { type: 'ref/prompt', name: 'test_prompt_with_arguments' };
      return (await client.complete({ ref, argument: { name: 'arg1', value: 'test' } }, OPTIONS)).completion.values;
    },
    read: async () => (await client.readResource({ uri: 'test://template/7/data' }, OPTIONS)).contents[0].text,
    missing: async () => (await client.readResource({ uri: 'test://nowhere' }, OPTIONS)).contents,
    notices: async () => {
      const subscription = await listen(WATCHED);
      for (const what of ['tool_change', 'prompt_change', 'resource_change', 'resource_update']) {
        await call(`test_trigger_${what}`);
      }
      await until(() => heard.changed.size === 3 && heard.updated.length > 0).catch(() => {});
      await (era === 'modern' ? subscription.close() : undefined);
      return [...heard.changed, ...new Set(heard.updated)].sort();
    }
  };
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { error: { code: error.code, message: error.message, data: error.data } };
  }
}

await report(async () => {
  const connection = await connect(url, mode, token);
  try {
    const parts = partsOf(connection);
    const { tools } = await connection.client.listTools(undefined, OPTIONS);
    const facts = { era: connection.era, tools: tools.map(tool => tool.name), took: {} };
    for (const name of only?.split(',') ?? Object.keys(parts)) {
      const begun = Date.now();
      facts[name] = await attempt(parts[name]);
      facts.took[name] = Date.now() - begun;
    }
    return facts;
  } finally {
    await connection.client.close();
  }
});

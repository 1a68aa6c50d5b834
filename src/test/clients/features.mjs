// What a client does with everything that the features plugin offers, in the words that both SDKs share.
// Each SDK says how in `sdk`: how to call a tool, how to hear notices, how to watch a resource, and how to end that.

const NOTE = 'features:///note';

/** What the model and the user of this client answer. */
export const MODEL = { role: 'assistant', model: 'test', stopReason: 'endTurn', content: { type: 'text', text: 'Old pond' } };
export const USER = { action: 'accept', content: { name: 'Ada' } };

/**
 * @param client a connected client
 * @param sdk what differs between the SDKs
 */
export async function features(client, sdk) {
  const progress = [];
  const { tools } = await client.listTools(undefined, sdk.options);
  const counted = await sdk.call('count', { ...sdk.options, onprogress: each => progress.push(each) });
  return {
    tools: tools.map(tool => tool.name),
    counted: text(counted),
    progress,
    logged: await sdk.logged(),
    user: text(await sdk.call('ask_user', sdk.options)),
    model: text(await sdk.call('ask_model', sdk.options)),
    prompts: (await client.listPrompts(undefined, sdk.options)).prompts.map(prompt => prompt.name),
    prompt: (await client.getPrompt({ name: 'greeting', arguments: { name: 'Ada' } }, sdk.options)).messages[0].content.text,
    completed: await completed(client, sdk, { type: 'ref/prompt', name: 'greeting' }, 'name'),
    completedUri: await completed(client, sdk, { type: 'ref/resource', uri: 'features:///notes/{id}' }, 'id'),
    resources: (await client.listResources(undefined, sdk.options)).resources.map(resource => resource.uri),
    templates: (await client.listResourceTemplates(undefined, sdk.options)).resourceTemplates.map(each => each.uriTemplate),
    read: await read(client, sdk, NOTE),
    readTemplate: await read(client, sdk, 'features:///notes/7'),
    missing: await read(client, sdk, 'other:///nowhere'),
    cancelled: await cancelled(sdk),
    updated: await updated(sdk),
    changed: await changed(sdk)
  };
}

const text = result => result.content[0].text;

async function completed(client, sdk, ref, name) {
  return (await client.complete({ ref, argument: { name, value: 'A' } }, sdk.options)).completion.values;
}

async function read(client, sdk, uri) {
  try {
    return (await client.readResource({ uri }, sdk.options)).contents[0].text;
  } catch (error) {
    return error.code;
  }
}

/** Gives up a call that waits; the tool must hear of it. */
async function cancelled(sdk) {
  const before = text(await sdk.call('waits', sdk.options));
  const controller = new AbortController();
  const waiting = sdk.call('wait', { ...sdk.options, signal: controller.signal }).then(
    () => 'answered',
    () => 'given up'
  );
  await until(async () => text(await sdk.call('waits', sdk.options)).startsWith('1 wait'));
  controller.abort('enough');
  const outcome = await waiting;
  await until(async () => text(await sdk.call('waits', sdk.options)).startsWith('0 wait'));
  return { before, outcome, after: text(await sdk.call('waits', sdk.options)) };
}

/** Watches a resource, hears of a change, and hears of none once it does not watch any more. */
async function updated(sdk) {
  const heard = [];
  const stop = await sdk.watch(NOTE, uri => heard.push(uri));
  await sdk.call('touch', sdk.options);
  await until(() => heard.length > 0);
  await stop();
  return heard;
}

async function changed(sdk) {
  const heard = await sdk.changes();
  await sdk.call('change', sdk.options);
  await until(() => ['tools', 'prompts', 'resources'].every(each => heard.has(each)));
  await sdk.call('change', sdk.options);
  return [...heard].sort();
}

/** Waits for something to become true; whoever started the process limits the whole. */
export async function until(check) {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`never true: ${check}`);
}

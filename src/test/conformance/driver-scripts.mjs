// What a client does in each client scenario of the suite. `play` fails when what comes back is not what the suite's server
// gave; what is sent is the suite's to judge.

const named = (tools, name) => {
  const tool = tools.find(each => each.name === name);
  if (tool === undefined) {
    throw new Error(`${name} is not among ${tools.map(each => each.name)}`);
  }
  return tool;
};

const calls = (...names) => ({
  play: async client => {
    const tools = await client.tools();
    for (const name of names) {
      await client.call(named(tools, name).name);
    }
  }
});

/**
 * A gateway compares arguments with the schema of their tool before it sends them, and null is no boolean: what was null is
 * left out, as a model would that has been told so.
 */
async function mended(client, name, args) {
  const given = Object.entries(args).filter(([, value]) => value !== null);
  const { isError, content } = await client.call(name, Object.fromEntries(given));
  if (isError || given.length === Object.keys(args).length) {
    throw new Error(`${name} is refused: ${JSON.stringify(content)}`);
  }
}

const lists = { play: client => client.tools() };

export const SCRIPTS = {
  initialize: lists,
  'request-metadata': lists,
  'json-schema-ref-no-deref': lists,
  tools_call: {
    play: async client => {
      named(await client.tools(), 'add_numbers');
      const { content } = await client.call('add_numbers', { a: 5, b: 3 });
      if (!content.some(part => part.text?.includes('8'))) {
        throw new Error(`5 and 3 do not add up to ${JSON.stringify(content)}`);
      }
    }
  },
  'elicitation-sep1034-client-defaults': calls('test_client_elicitation_defaults'),
  'sse-retry': calls('test_reconnection'),
  'http-standard-headers': {
    play: async client => {
      for (const { name } of await client.tools()) {
        await client.call(name);
      }
      for (const { uri } of await client.resources()) {
        await client.read(uri);
      }
      for (const { name } of await client.prompts()) {
        await client.prompt(name);
      }
    }
  },
  'http-custom-headers': {
    play: async (client, { toolCalls, direct }) => {
      await client.tools();
      for (const { name, arguments: args } of toolCalls) {
        const { isError } = await client.call(name, args);
        if (isError && !direct) {
          await mended(client, name, args);
        }
      }
    }
  },
  'http-invalid-tool-headers': {
    era: 'legacy',
    play: async client => {
      const tools = await client.tools();
      named(tools, 'valid_tool');
      for (const { name, inputSchema } of tools) {
        await client.call(name, Object.fromEntries((inputSchema.required ?? []).map(field => [field, 'a'])));
      }
    }
  },
  'sep-2322-client-request-state': {
    play: async (client, { direct }) => {
      const tools = await client.tools();
      for (const name of ['test_mrtr_echo_state', 'test_mrtr_unrelated', 'test_mrtr_no_state']) {
        await client.call(named(tools, name).name);
      }
      // The SDK refuses a result of the new era that has no type; what comes from a gateway must have one.
      await client.call(named(tools, 'test_mrtr_no_result_type').name).catch(error => {
        if (!direct) {
          throw error;
        }
      });
    }
  },
  'json-schema-2020-12-preservation': {
    play: async client => {
      const tools = await client.tools();
      const { inputSchema } = named(tools, 'json_schema_2020_12_tool');
      await client.call(named(tools, 'json_schema_echo').name, { schema: inputSchema });
    }
  }
};

// The tools of both fixtures, without a word about the SDK or the revision that carries them. A tool is
// {name, description, inputSchema, run(arguments, call)}; what it may do with its call:
//
//   call.progress(progress, total)   report progress, where the caller asked for it
//   call.log(level, data)            log, where the caller wants it
//   call.ask(questions, {remember})  ask the caller; a map of answers by the same keys. On revisions without requests
//                                    from servers this ends the run, which begins anew when the answers are there
//   call.remembers()                 whether what a question was told to remember has come back
//   call.can(capability)             whether the caller can answer such questions
//   call.cancelled                   a signal for when nobody wants the answer any more
//   call.hangUp()                    close the stream of this call, where it can be taken up again
//   call.change(what, uri)           tell those who listen: 'tools', 'prompts', 'resources' or 'updated'
import { askingTools } from './asking.mjs';
import { audio, image, resource, says, text } from './samples.mjs';

const STEP_MS = 50;
const WORK_MS = 100;

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

const NOTHING = { type: 'object', properties: {} };

const FOCAL_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } }
    }
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' }
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false
};

const HEADER_SCHEMA = {
  type: 'object',
  properties: { region: { type: 'string', description: 'Where to look', 'x-mcp-header': 'Region' } },
  required: ['region']
};

const tool = (name, description, run, inputSchema = NOTHING) => ({ name, description, inputSchema, run });

/** The first of them heads the list: the conformance suite calls it without arguments. */
const contentTools = [
  tool('test_simple_text', 'Answers with one text.', () => says(text('This is a simple text response for testing.'))),
  tool('test_image_content', 'Answers with one image.', () => says(image)),
  tool('test_audio_content', 'Answers with one sound.', () => says(audio)),
  tool('test_embedded_resource', 'Answers with one embedded resource.', () =>
    says(resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'))
  ),
  tool('test_multiple_content_types', 'Answers with text, image and resource.', () =>
    says(
      text('Multiple content types test:'),
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}')
    )
  ),
  tool('test_error_handling', 'Fails and says so.', () => ({
    ...says(text('This tool intentionally returns an error for testing')),
    isError: true
  })),
  tool(
    'json_schema_2020_12_tool',
    'Has an input schema with the newer words of JSON Schema.',
    given => says(text(JSON.stringify(given))),
    FOCAL_SCHEMA
  ),
  tool(
    'test_header_parameter',
    'Has an argument that is mirrored in a header.',
    ({ region }) => says(text(`Region: ${region}`)),
    HEADER_SCHEMA
  )
];

const notingTools = [
  tool('test_tool_with_logging', 'Logs three times while it runs.', async (given, call) => {
    await call.log('info', 'Tool execution started');
    await sleep(STEP_MS);
    await call.log('info', 'Tool processing data');
    await sleep(STEP_MS);
    await call.log('info', 'Tool execution completed');
    return says(text('Tool with logging executed successfully'));
  }),
  tool('test_tool_with_progress', 'Reports progress three times while it runs.', async (given, call) => {
    await call.progress(0, 100);
    await sleep(STEP_MS);
    await call.progress(50, 100);
    await sleep(STEP_MS);
    await call.progress(100, 100);
    await sleep(STEP_MS);
    return says(text('Tool with progress executed successfully'));
  }),
  tool('test_logging_tool', 'Logs once, for those who asked for a level.', async (given, call) => {
    await call.log('info', 'Only for those who asked');
    return says(text('Logged once'));
  }),
  tool('test_reconnection', 'Lets its caller hang up and come back.', async (given, call) => {
    await call.hangUp();
    await sleep(WORK_MS);
    return says(text('Reconnection test completed successfully.'));
  })
];

const MOST_MS = 60_000;
let waiting = 0;

const waitingTools = [
  tool('test_wait', 'Reports that it runs, and waits until it is cancelled, at most a minute.', async (given, call) => {
    waiting++;
    await call.progress(0, 1);
    await new Promise(resolve => {
      const timer = setTimeout(resolve, MOST_MS);
      call.cancelled.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
    waiting--;
    return says(text('Waited'));
  }),
  tool('test_waits', 'Tells how many calls wait.', () => says(text(String(waiting))))
];

const trigger = (name, description, what, uri) =>
  tool(name, description, async (given, call) => {
    await call.change(what, uri);
    return says(text(`Changed: ${what}`));
  });

const triggers = [
  trigger('test_trigger_tool_change', 'Adds a tool, or takes it away.', 'tools'),
  trigger('test_trigger_prompt_change', 'Adds a prompt, or takes it away.', 'prompts'),
  trigger('test_trigger_resource_change', 'Adds a resource, or takes it away.', 'resources'),
  trigger('test_trigger_resource_update', 'Writes to the watched resource.', 'updated', 'test://watched-resource')
];

/** All tools that are always there. */
export const tools = [...contentTools, ...notingTools, ...askingTools, ...waitingTools, ...triggers];

/** The tool that comes and goes. */
export const extraTool = tool('test_extra_tool', 'Comes and goes.', () => says(text('Here')));

/** Which of the things that come and go are there; one for the whole process. */
export const present = { tools: false, prompts: false, resources: false };

/** The tools that are there now. */
export const toolsNow = () => (present.tools ? [...tools, extraTool] : tools);

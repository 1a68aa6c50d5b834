// Tools that ask their caller something.
import { form, roots, sample, says, text } from './samples.mjs';

const SLOW_MS = 500;

const ask = (message, properties, required = []) => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: { type: 'object', properties, required } }
});

const ENUM = ['option1', 'option2', 'option3'];
const titled = word => ['First', 'Second', 'Third'].map((n, i) => ({ const: `value${i + 1}`, title: `${n} ${word}` }));

const CONTACT = { username: { type: 'string' }, email: { type: 'string' } };
const DEFAULTS = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true }
};
const ENUMS = {
  untitledSingle: { type: 'string', enum: ENUM },
  titledSingle: { type: 'string', oneOf: titled('Option') },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: ENUM } },
  titledMulti: { type: 'array', items: { anyOf: titled('Choice') } }
};

const NAME = form('What is your name?', 'name');
const CAPITAL = sample('What is the capital of France?', 100);

const filled = ({ action, content }) => `action=${action}, content=${JSON.stringify(content ?? {})}`;
const said = answer => [answer.content].flat().map(part => part.text ?? part.type).join(' ');
const nameIn = answer => answer.content?.name ?? 'nobody';

const tool = (name, description, run, ...fields) => ({
  name,
  description,
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries(fields.map(field => [field, { type: 'string' }])),
    ...(fields.length > 0 && { required: fields })
  },
  run
});

const asks = (name, description, question, tell, ...fields) =>
  tool(
    name,
    description,
    async (given, call) => {
      const { answer } = await call.ask({ answer: question(given) });
      return says(text(tell(answer)));
    },
    ...fields
  );

/** What a tool that asks a name was answered, one after the other; of the whole process. */
const heard = [];

const remembered = [
  tool('test_slow_answer', 'Asks for a name, and takes half a second with it.', async (given, call) => {
    const { answer } = await call.ask({ answer: NAME });
    heard.push(`${answer.action} ${nameIn(answer)}`);
    await new Promise(resolve => setTimeout(resolve, SLOW_MS));
    return says(text(`Hello, ${nameIn(answer)}: ${heard.length}`));
  }),
  tool('test_heard', 'Tells what test_slow_answer was answered so far.', () => says(text(heard.join(', '))))
];

const single = [
  asks(
    'test_sampling',
    'Asks the model of its caller.',
    ({ prompt }) => sample(prompt, 100),
    answer => `LLM response: ${said(answer)}`,
    'prompt'
  ),
  asks(
    'test_elicitation',
    'Asks the user for name and address.',
    ({ message }) => ask(message, CONTACT, ['username', 'email']),
    answer => `User response: ${filled(answer)}`,
    'message'
  ),
  asks(
    'test_elicitation_sep1034_defaults',
    'Asks the user by a form with defaults.',
    () => ask('Please review and update the form fields with defaults', DEFAULTS),
    answer => `Elicitation completed: ${filled(answer)}`
  ),
  asks(
    'test_elicitation_sep1330_enums',
    'Asks the user by a form with choices.',
    () => ask('Please select options from the enum fields', ENUMS),
    answer => `Elicitation completed: ${filled(answer)}`
  ),
  asks('test_roots', 'Asks where the caller works.', () => roots, answer => `Roots: ${JSON.stringify(answer.roots)}`),
  asks('test_missing_capability', 'Needs a caller with a model.', () => sample('Say anything.', 100), said),
  asks('test_streaming_elicitation', 'Asks the user for a name.', () => NAME, answer => `Answered: ${filled(answer)}`)
];

const round = (name, description, run) => tool(`test_input_required_result_${name}`, description, run);

async function remembering(given, call) {
  const { confirm } = await call.ask({ confirm: form('Please confirm', 'ok', 'boolean') }, { remember: true });
  return call.remembers()
    ? says(text(`state-ok: ${filled(confirm)}`))
    : { ...says(text('There is no state')), isError: true };
}

const rounds = [
  round('elicitation', 'Asks for a name.', async (given, call) => {
    const answers = await call.ask({ user_name: NAME });
    return says(text(`Hello, ${nameIn(answers.user_name)}!`));
  }),
  round('sampling', 'Asks the model for a capital.', async (given, call) => {
    const answers = await call.ask({ capital_question: CAPITAL });
    return says(text(said(answers.capital_question)));
  }),
  round('list_roots', 'Asks where the caller works.', async (given, call) => {
    const answers = await call.ask({ client_roots: roots });
    return says(text(`Roots: ${JSON.stringify(answers.client_roots.roots)}`));
  }),
  round('request_state', 'Remembers something until the answer comes.', remembering),
  round('tampered_state', 'Does not go on when its state was changed.', remembering),
  round('multiple_inputs', 'Asks three things at once.', async (given, call) => {
    const questions = { user_name: NAME, greeting: sample('Generate a greeting', 50), client_roots: roots };
    const answers = await call.ask(questions, { remember: true });
    const count = answers.client_roots.roots.length;
    return says(text(`${said(answers.greeting)}, ${nameIn(answers.user_name)}: ${count} roots`));
  }),
  round('multi_round', 'Asks twice, one after the other.', async (given, call) => {
    const { step1 } = await call.ask({ step1: form('Step 1: What is your name?', 'name') }, { remember: true });
    const { step2 } = await call.ask({ step2: form('Step 2: What is your favorite color?', 'color') }, { remember: true });
    return says(text(`${nameIn(step1)} likes ${step2.content?.color ?? 'nothing'}`));
  }),
  round('capabilities', 'Asks only what the caller can answer.', async (given, call) => {
    const questions = {
      ...(call.can('elicitation') && { user_name: NAME }),
      ...(call.can('sampling') && { capital_question: CAPITAL })
    };
    if (Object.keys(questions).length > 0) {
      await call.ask(questions);
    }
    return says(text('Nothing left to ask'));
  })
];

export const askingTools = [...single, ...rounds, ...remembered];

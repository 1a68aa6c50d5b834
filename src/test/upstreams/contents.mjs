// Prompts and resources of both fixtures.
import { form, image, PIXEL, resource, text, user } from './samples.mjs';
import { present } from './tools.mjs';

const WORDS = ['test', 'testing', 'text', 'value'];

/** Words to complete an argument with. */
export const complete = start => WORDS.filter(word => word.startsWith(start));

const prompt = (name, description, names, fill) => ({
  name,
  description,
  ...(names.length > 0 && {
    arguments: names.map(each => ({ name: each, description: `The argument ${each}`, required: true }))
  }),
  fill
});

/** All prompts that are always there. */
export const prompts = [
  prompt('test_simple_prompt', 'A prompt without arguments.', [], () => [
    user(text('This is a simple prompt for testing.'))
  ]),
  prompt('test_prompt_with_arguments', 'A prompt with two arguments.', ['arg1', 'arg2'], ({ arg1, arg2 }) => [
    user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))
  ]),
  prompt('test_prompt_with_embedded_resource', 'A prompt that holds a resource.', ['resourceUri'], given => [
    user(resource(given.resourceUri, 'text/plain', 'Embedded resource content for testing.')),
    user(text('Please process the embedded resource above.'))
  ]),
  prompt('test_prompt_with_image', 'A prompt that holds an image.', [], () => [
    user(image),
    user(text('Please analyze the image above.'))
  ]),
  prompt('test_input_required_result_prompt', 'A prompt that asks before it is filled.', [], async (given, call) => {
    const answers = await call.ask({ user_context: form('What context should the prompt use?', 'context') });
    return [user(text(`Context: ${answers.user_context.content?.context ?? 'none'}`))];
  })
];

/** The prompt that comes and goes. */
export const extraPrompt = prompt('test_extra_prompt', 'Comes and goes.', [], () => [user(text('Here'))]);

/** The prompts that are there now. */
export const promptsNow = () => (present.prompts ? [...prompts, extraPrompt] : prompts);

const written = (uri, name, mimeType, value) => ({
  uri,
  name,
  description: `The resource ${name}`,
  mimeType,
  read: () => ({ uri, mimeType, text: value })
});

/** All resources that are always there. */
export const resources = [
  written('test://static-text', 'Static text', 'text/plain', 'This is the content of the static text resource.'),
  {
    uri: 'test://static-binary',
    name: 'Static binary',
    description: 'An image of one pixel',
    mimeType: 'image/png',
    read: () => ({ uri: 'test://static-binary', mimeType: 'image/png', blob: PIXEL })
  },
  written('test://watched-resource', 'Watched', 'text/plain', 'Watch this.')
];

/** The resource that comes and goes. */
export const extraResource = written('test://extra-resource', 'Extra', 'text/plain', 'Here');

/** The resources that are there now. */
export const resourcesNow = () => (present.resources ? [...resources, extraResource] : resources);

export const template = {
  uriTemplate: 'test://template/{id}/data',
  name: 'Template',
  description: 'Data by number',
  mimeType: 'application/json'
};

const TEMPLATE = /^test:\/\/template\/([^/]+)\/data$/;

/** What the template says for a URI, or nothing when it is not one of its own. */
export function readTemplate(uri) {
  const id = TEMPLATE.exec(uri)?.[1];
  return id === undefined
    ? undefined
    : {
        uri,
        mimeType: template.mimeType,
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })
      };
}

// Contents that tools, prompts and resources of the fixtures share.
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

export const text = value => ({ type: 'text', text: value });
export const image = { type: 'image', data: PIXEL, mimeType: 'image/png' };
export const audio = { type: 'audio', data: SILENCE, mimeType: 'audio/wav' };
export const resource = (uri, mimeType, value) => ({ type: 'resource', resource: { uri, mimeType, text: value } });
export const says = (...content) => ({ content });
export const user = content => ({ role: 'user', content });

/** A form with one required field. */
export const form = (message, field, type = 'string') => ({
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type } }, required: [field] }
  }
});

/** A question to the model of the caller. */
export const sample = (prompt, maxTokens) => ({
  method: 'sampling/createMessage',
  params: { messages: [user(text(prompt))], maxTokens }
});

export const roots = { method: 'roots/list', params: {} };

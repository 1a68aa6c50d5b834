// What every client does once it is connected, and how it reports it: one line of JSON on standard output.

const PARALLEL = 8;

/** Requests give up after this; the process as a whole is limited by whoever started it. */
export const OPTIONS = { timeout: 20_000 };

/** What the HTTP transport needs to send the token with every request. */
export function credentials(token) {
  return token ? { requestInit: { headers: { Authorization: `Bearer ${token}` } } } : {};
}

/**
 * Lists the tools, calls two of them, makes the two mistakes a caller can make, and calls once more several times over
 * at once.
 *
 * @param client a connected client
 * @param callTool calls a tool; the two SDKs differ in their arguments
 */
export async function exercise(client, callTool) {
  const call = (name, args) => settled(() => callTool({ name, arguments: args }));
  const { tools } = await client.listTools(undefined, OPTIONS);
  const names = Array.from({ length: PARALLEL }, (unused, i) => `Caller${i}`);
  return {
    server: client.getServerVersion(),
    tools: tools.map(tool => tool.name),
    hello: await call('hello_world', { name: 'Ada' }),
    whoami: await call('whoami', {}),
    unknownTool: await call('no_such_tool', {}),
    badArguments: await call('hello_world', { name: { not: 'a text' } }),
    parallel: await Promise.all(names.map(async name => ({ name, ...(await call('hello_world', { name })) })))
  };
}

/** Prints what `run` comes to; on a failure also sets the exit status. Never ends the process: a clean client ends by itself. */
export async function report(run) {
  const outcome = await settled(run);
  if (outcome.error) {
    process.exitCode = 1;
  }
  console.log(JSON.stringify(outcome.error ? outcome : outcome.result));
}

async function settled(run) {
  try {
    return { result: await run() };
  } catch (error) {
    return { error: describe(error) };
  }
}

/** The SDKs put the HTTP status in different places; JSON-RPC codes are negative, so a positive code is one. */
function describe(error) {
  const status = error.data?.status ?? (error.code > 0 ? error.code : undefined);
  return { name: error.name, code: error.code, status, message: error.message, cause: cause(error) };
}

function cause(error) {
  let last = error;
  while ((last.cause ?? last.data?.cause) !== undefined) {
    last = last.cause ?? last.data.cause;
  }
  return last === error ? undefined : (last.code ?? last.message);
}

// What the suite's client scenarios start: plays the part of a client behind a gateway, so that what the suite's own
// server sees is what the gateway sends. The suite calls it with the address of its server:
//
//   conformance client --command "node client-driver.mjs" --scenario tools_call --spec-version 2026-07-28
//
// For each scenario it starts a gateway with that server as its only upstream, plays the scenario's script through it with
// the official SDK of the revision's era, and ends the gateway. With --direct there is no gateway: that tries the scripts.
// With --lender URL somebody else starts it. With --era legacy|modern the client is of that era whatever the scenario's revision is.
// Exit status: 0 played, 1 something failed, 2 wrong usage.
import { parseArgs } from 'node:util';
import { connect } from './driver-clients.mjs';
import { borrowGateway, startGateway } from './driver-gateway.mjs';
import { SCRIPTS } from './driver-scripts.mjs';

const OPTIONS = {
  direct: { type: 'boolean', default: false },
  era: { type: 'string' },
  lender: { type: 'string' },
  sluice: { type: 'string', default: process.env.SLUICE_LAUNCHER }
};
const MODERN = '2026-07-28';

const { values: options, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
const [serverUrl] = positionals;
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const script = SCRIPTS[scenario];
if (serverUrl === undefined || script === undefined) {
  console.error(`usage: MCP_CONFORMANCE_SCENARIO=${Object.keys(SCRIPTS).join('|')} node client-driver.mjs [--direct] URL`);
  process.exit(2);
}
const version = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? MODERN;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');

const start = () =>
  options.lender ? borrowGateway(serverUrl, options.lender) : startGateway(serverUrl, options.sluice);
const gateway = options.direct ? undefined : await start();
try {
  // A client of the new era drops tools with bad headers itself; behind a gateway that is for the gateway to do.
  const era = options.era ?? (options.direct ? undefined : script.era) ?? (version === MODERN ? 'modern' : 'legacy');
  const client = await connect(gateway?.url ?? serverUrl, era);
  try {
    await script.play(client, { ...context, direct: options.direct });
  } finally {
    await client.close();
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await gateway?.stop();
}

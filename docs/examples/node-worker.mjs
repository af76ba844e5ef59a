// A worker in plain Node: no package, only the protocol's version 1 over Node's own net module.
// Each message is one line of JSON: {"tx", "type", "payload"}. The answer to type "resize" has
// the type "resizeResult", or "resizeError" with {"message", "name"} as its payload.
import { createServer } from 'node:net';

const { socketPath, serverConnectTimeout } = JSON.parse(process.env.ISOLATED_WORKERS_STARTUP_DATA);

const handlers = {
  echo: (payload) => payload,
  greet: ({ name, age, children }) => ({ name: `Hello ${name}`, age: age + 1, children }),
  pid: () => process.pid,
  fail: (message) => {
    throw new TypeError(message);
  },
};

async function answer({ tx, type, payload }) {
  try {
    if (!Object.hasOwn(handlers, type)) {
      throw new Error(`Unknown message type: ${type}`);
    }
    return { tx, type: `${type}Result`, payload: await handlers[type](payload) };
  } catch (error) {
    const { message, name, stack, code } = error;
    return { tx, type: `${type}Error`, payload: { message, name, stack, code } };
  }
}

const server = createServer((host) => {
  clearTimeout(lonely);
  let rest = '';
  host.setEncoding('utf8');
  host.on('data', async (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines.filter((text) => text.trim() !== '')) {
      host.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
    }
  });
  host.on('close', () => server.close());
});

const lonely = serverConnectTimeout > 0 ? setTimeout(() => process.exit(0), serverConnectTimeout) : undefined;
server.listen(socketPath);

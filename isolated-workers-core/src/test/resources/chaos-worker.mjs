// The handlers of ChaosWorker in version 1: quick to start. Drops the connection on "drop".
import { createServer } from 'node:net';

const { socketPath, disconnectBehavior, serverConnectTimeout } = JSON.parse(process.env.ISOLATED_WORKERS_STARTUP_DATA);
const later = (millis) => new Promise((resolve) => setTimeout(() => resolve(millis), millis));
const handlers = {
  echo: (payload) => payload,
  count: (goal) => goal,
  sleep: later,
  insist: later,
  fail: (message) => {
    throw new Error(message);
  },
};

async function answer(host, line) {
  const { tx, type, payload } = JSON.parse(line);
  if (type === 'drop') {
    host.destroy();
    return;
  }
  let message;
  try {
    if (!Object.hasOwn(handlers, type)) {
      throw new Error(`Unknown message type: ${type}`);
    }
    message = { tx, type: `${type}Result`, payload: await handlers[type](payload) };
  } catch (error) {
    message = { tx, type: `${type}Error`, payload: { message: error.message, name: error.name } };
  }
  if (!host.destroyed) {
    host.write(JSON.stringify(message) + '\n');
  }
}

const server = createServer((host) => {
  clearTimeout(lonely);
  let rest = '';
  host.setEncoding('utf8');
  host.on('error', () => {});
  host.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.filter((line) => line.trim() !== '').forEach((line) => answer(host, line));
  });
  host.on('close', () => {
    if (disconnectBehavior !== 'keep-alive') {
      server.close();
      process.exit(0);
    }
  });
});
const lonely = serverConnectTimeout > 0 ? setTimeout(() => process.exit(0), serverConnectTimeout) : undefined;
server.listen(socketPath);

// Answers "count", and drops the connection on "drop" without ending.
import { createServer } from 'node:net';
let count = 0;
createServer((host) => {
  host.setEncoding('utf8');
  host.on('data', (chunk) => {
    for (const line of chunk.split('\n').filter((text) => text !== '')) {
      const { tx, type } = JSON.parse(line);
      if (type === 'drop') {
        host.destroy();
      } else if (type === 'count') {
        host.write(JSON.stringify({ tx, type: 'countResult', payload: ++count }) + '\n');
      } else {
        host.write(JSON.stringify({ tx, type: `${type}Error`, payload: { message: `Unknown message type: ${type}`, name: 'Error' } }) + '\n');
      }
    }
  });
}).listen(process.env.ISOLATED_WORKERS_SOCKET_PATH);

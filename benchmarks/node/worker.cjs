// The other side of every Node peer: sends back what it gets.
const workerpool = require('workerpool');

function echo(value) {
  return value;
}

if (process.env.BENCHMARK_PEER === 'workerpool') {
  workerpool.worker({ echo });
}

// piscina calls the default export, jest-worker the named one
module.exports = echo;
module.exports.echo = echo;

// How each peer is opened: one worker, set up as its documentation recommends for speed.
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('worker.cjs', import.meta.url));

export const peers = {
  // Worker threads only; 100 tasks may be in a worker at a time
  async piscina() {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({ filename: worker, minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: 100 });
    return { echo: (value) => pool.run(value), close: () => pool.destroy() };
  },

  // Child processes, so that a crash stays in the worker
  async workerpool() {
    const { default: workerpool } = await import('workerpool');
    const pool = workerpool.pool(worker, {
      minWorkers: 1,
      maxWorkers: 1,
      workerType: 'process',
      forkOpts: { serialization: 'advanced', env: { ...process.env, BENCHMARK_PEER: 'workerpool' } },
    });
    return { echo: (value) => pool.exec('echo', [value]), close: () => pool.terminate(true) };
  },

  // Child processes, its default
  async 'jest-worker'() {
    const { Worker } = await import('jest-worker');
    const pool = new Worker(worker, { numWorkers: 1, exposedMethods: ['echo'] });
    return { echo: (value) => pool.echo(value), close: () => pool.end() };
  },
};

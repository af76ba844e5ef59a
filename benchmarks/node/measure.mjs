// Takes figures of one peer: node measure.mjs PEER WORKLOAD,... STEADY_MS MOST_WARM_UP_MS MEASURED_MS STARTS
import { peers } from './peers.mjs';

const [name, wanted, steady, mostWarmUp, measured, starts] = process.argv.slice(2);
const open = peers[name];
const short = { text: 'x'.repeat(100) };
const now = () => Number(process.hrtime.bigint());

// The process that started this one holds the other end of standard input
process.stdin.on('end', () => process.exit(1)).resume();

function percentile(times, percent) {
  times.sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor((times.length * percent) / 100))];
}

async function repeat(call, millis) {
  const times = [];
  const end = now() + millis * 1e6;
  do {
    const before = now();
    await call();
    times.push(now() - before);
  } while (times.length < 3 || now() < end);
  return times;
}

// Slices of 200 ms until they become no faster, as in the JVM
async function warmUp(slice) {
  const start = now();
  let best = Infinity;
  let faster = start;
  while (now() - faster < steady * 1e6 && now() - start < mostWarmUp * 1e6) {
    const cost = await slice(200);
    if (cost < best * 0.97) {
      best = cost;
      faster = now();
    }
  }
}

async function times(call) {
  await warmUp(async (millis) => percentile(await repeat(call, millis), 50));
  return repeat(call, Number(measured));
}

let shortTimes;

async function roundTrips(session) {
  shortTimes ??= await times(() => session.echo(short));
  return shortTimes;
}

async function rate(session, inFlight, millis) {
  const start = now();
  const end = start + millis * 1e6;
  let answered = 0;
  const lane = async () => {
    while (now() < end) {
      await session.echo(short);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (answered * 1e9) / (now() - start);
}

async function first() {
  const times = [];
  for (let i = -1; i < Number(starts); i++) {
    const start = now();
    const session = await open();
    await session.echo(short);
    if (i >= 0) {
      times.push(now() - start);
    }
    await session.close();
  }
  return percentile(times, 50);
}

async function cold(session) {
  const start = now();
  for (let i = 0; i < 1000; i++) {
    await session.echo(short);
  }
  return now() - start;
}

const text = (length) => ({ text: 'y'.repeat(length) });

const workloads = {
  rtt: async (session) => percentile(await roundTrips(session), 50),
  'rtt-p99': async (session) => percentile(await roundTrips(session), 99),
  'rate-100': async (session) => {
    await warmUp(async (millis) => 1 / (await rate(session, 100, millis)));
    return rate(session, 100, Number(measured));
  },
  'text-100k': async (session) => {
    const value = text(100_000);
    return percentile(await times(() => session.echo(value)), 50);
  },
  'text-10m': async (session) => {
    const value = text(10_000_000);
    return percentile(await times(() => session.echo(value)), 50);
  },
  'bytes-100k': async (session) => {
    const value = new Uint8Array(100_000);
    return percentile(await times(() => session.echo(value)), 50);
  },
  'bytes-10m': async (session) => {
    const value = new Uint8Array(10_000_000);
    return percentile(await times(() => session.echo(value)), 50);
  },
  'cold-1000': cold,
};

const print = (workload, figure) => console.log(`figure ${workload} ${figure}`);

if (wanted === 'first') {
  print(wanted, await first());
} else {
  const session = await open();
  for (const workload of wanted.split(',')) {
    print(workload, await workloads[workload](session));
  }
  await session.close();
}
process.exit(0);

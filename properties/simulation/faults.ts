/**
 * What can go wrong between a tab and the host, each kind as: which exchanges it can hit right
 * now, and what it does to one of them. That a host closes is not among them: it happens to all.
 * No fault knows what is said over a line.
 */
import type { Exchange } from './exchange.ts';
import type { Network } from './network.ts';
import type { Fault } from './plan.ts';

type LineFault = Exclude<Fault['kind'], 'restart'>;

interface FaultKind {
  readonly hits: (exchange: Exchange, at: number) => boolean;
  readonly strike: (exchange: Exchange, at: number, network: Network) => void;
}

const lost = () => new TypeError('fetch failed');

const isAsking = (exchange: Exchange) => exchange.isOpen && exchange.stage === 'request';
const isAnswered = (exchange: Exchange) =>
  exchange.isOpen && exchange.stage === 'answer' && exchange.lane.items.length > 0;
// Of a turn, not a watch: stalls and tabs that are offline break watches often enough.
const isStreaming = (exchange: Exchange) =>
  exchange.isOpen && exchange.stage === 'body' && exchange.line.kind === 'stream';

const kinds: Readonly<Record<LineFault, FaultKind>> = {
  lose_request: {
    hits: isAsking,
    strike: (exchange) => exchange.fail(lost(), 'request lost'),
  },
  lose_response: {
    hits: isAnswered,
    strike: (exchange) => exchange.fail(lost(), 'answer lost'),
  },
  stall: {
    hits: (exchange) => exchange.isOpen && !exchange.lane.isFrozen,
    strike: (exchange) => {
      exchange.lane.isFrozen = true;
    },
  },
  reset: {
    hits: isStreaming,
    strike: (exchange, at) => {
      exchange.handPart(at);
      exchange.fail(lost(), 'connection reset');
    },
  },
  early_end: {
    hits: isStreaming,
    strike: (exchange, at) => {
      exchange.handPart(at);
      exchange.end();
    },
  },
  cut_answer: {
    hits: (exchange) => isAnswered(exchange) && !exchange.isEventStream,
    strike: (exchange) => exchange.cutAnswer(),
  },
  busy: {
    hits: isAsking,
    strike: (exchange, at) => exchange.refuse(503, { 'retry-after': String(1 + (at % 3)) }),
  },
  cursor: {
    // No cursor at all is wrong only for a stream that is taken up.
    hits: (exchange, at) =>
      isAsking(exchange) &&
      exchange.line.kind === 'stream' &&
      (at % 4 !== 0 || !exchange.url.endsWith('after=0')),
    strike: (exchange, at) => {
      const after = Number(new URL(exchange.url).searchParams.get('after'));
      const wrong = ['0', String(after + 1), '999', 'x'][at % 4];
      exchange.url = exchange.url.replace(/after=.*/, `after=${wrong}`);
    },
  },
  duplicate: {
    hits: (exchange) => isAsking(exchange) && exchange.line.init.method === 'POST',
    strike: (exchange, at, network) => {
      const copy = network.copy(exchange);
      if (at % 2 === 1) copy.takeClientOf(exchange);
    },
  },
};

/** Does the fault to one exchange; false when there is none that it could hit. */
export function strike(fault: Fault, network: Network): boolean {
  if (fault.kind === 'restart') return false;
  const victims = victimsOf(fault, network);
  const victim = victims[fault.target % Math.max(victims.length, 1)];
  if (victim === undefined) return false;
  kinds[fault.kind].strike(victim, fault.at, network);
  return true;
}

export function canStrike(fault: Fault, network: Network): boolean {
  return fault.kind === 'restart' || victimsOf(fault, network).length > 0;
}

function victimsOf(fault: Fault, network: Network): readonly Exchange[] {
  if (fault.kind === 'restart') return [];
  const { hits } = kinds[fault.kind];
  return network.exchanges.filter((exchange) => hits(exchange, fault.at));
}

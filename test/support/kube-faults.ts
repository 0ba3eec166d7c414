import { gzipSync } from 'node:zlib';
import { replyJson, replyStatus } from '#src/demo/simulator/reply.js';
import type { Fault, SeenRequest } from '#src/demo/simulator/simulator.js';

/** Ways an API server can hang, fail or lie. Each takes the path it spoils; every other request is answered rightly. */
const on = (
  path: string,
  misbehave: (request: SeenRequest, response: Parameters<Fault>[1], nth: number) => unknown,
): Fault =>
  (() => {
    let nth = 0;
    return (request, response) => {
      if (request.path !== path) return false;
      nth += 1;
      return misbehave(request, response, nth) !== false;
    };
  })();

/** Never answers. */
export const hang = (path: string): Fault => on(path, () => undefined);

/** Sends one byte after another, for ever. */
export const drip = (path: string): Fault =>
  on(path, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => {
      clearInterval(timer);
    });
  });

/** Cuts the connection in the middle of the answer. */
export const cut = (path: string): Fault =>
  on(path, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"kind":"PodList","items":[');
    setTimeout(() => response.destroy(), 10);
  });

/** Sends to another place. */
export const redirect = (path: string, location: string, status = 302): Fault =>
  on(path, (_, response) => void response.writeHead(status, { location }).end());

/** Answers something as it is. */
export const answer = (path: string, status: number, contentType: string, body: string): Fault =>
  on(path, (_, response) => void response.writeHead(status, { 'content-type': contentType }).end(body));

/** Answers a failure, the first `times` requests only. */
export const fail = (
  path: string,
  code: number,
  reason: string,
  times = Infinity,
  headers: Record<string, string> = {},
): Fault =>
  on(path, (_, response, nth) => {
    if (nth > times) return false;
    replyStatus(response, code, reason, `simulated ${reason}`, headers);
    return true;
  });

/** Answers 410 to continued pages, `times` times; with a token that must not be used, as real servers send it. */
export const expire = (path: string, times = Infinity): Fault => {
  let nth = 0;
  return (request, response) => {
    if (request.path !== path || !request.query.includes('continue=') || ++nth > times) return false;
    const metadata = { continue: 'inconsistent-token-that-must-not-be-used' };
    replyJson(response, 410, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      reason: 'Expired',
      message: 'too old',
      code: 410,
    });
    return true;
  };
};

/** Every page is new and there is always another one. */
export const endless = (path: string): Fault =>
  on(path, (_, response, nth) => {
    replyJson(
      response,
      200,
      list([{ metadata: { name: `pod-${nth}`, namespace: 'shop', uid: `u-${nth}` } }], `token-${nth}`),
    );
  });

/** Always the same page with the same token. */
export const sameToken = (path: string): Fault => {
  let nth = 0;
  return on(path, (_, response) => {
    nth += 1;
    replyJson(response, 200, list([{ metadata: { name: `pod-${nth}`, namespace: 'shop' } }], 'for-ever'));
  });
};

/** Tokens change, objects repeat. */
export const sameObjects = (path: string): Fault =>
  on(path, (_, response, nth) => {
    replyJson(response, 200, list([{ metadata: { name: 'pod-1', namespace: 'shop' } }], `token-${nth}`));
  });

/** A list that holds exactly these items. */
export const items = (path: string, ...objects: readonly object[]): Fault =>
  on(path, (_, response) => {
    replyJson(response, 200, list(objects));
  });

/** A small answer that would grow to 200 MB. */
export const gzipBomb = (path: string): Fault => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
  return on(path, (_, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': bomb.length,
    });
    response.end(bomb);
  });
};

/** A body of this many bytes, without saying so first. */
export const huge = (path: string, bytes: number): Fault =>
  on(path, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[');
    const chunk = Buffer.alloc(64 * 1024, ' ');
    let left = bytes;
    const push = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= chunk.length;
        if (!response.write(chunk)) return void response.once('drain', push);
      }
      response.end(']}');
    };
    push();
  });

/** Several at once. */
export const all =
  (...faults: readonly Fault[]): Fault =>
  async (request, response) => {
    for (const fault of faults) if (await fault(request, response)) return true;
    return false;
  };

function list(objects: readonly object[], token?: string): object {
  return {
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '1', ...(token === undefined ? {} : { continue: token }) },
    items: objects,
  };
}

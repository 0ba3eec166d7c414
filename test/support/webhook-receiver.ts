import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request a receiver got. */
export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: { readonly id: string; readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** A webhook receiver on 127.0.0.1. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** How it answers from now on. */
  answer(
    reply: (request: ReceivedWebhook, count: number) => number | { status: number; headers: Record<string, string> },
  ): void;
  /** Told when a request has arrived, before it is answered. */
  onRequest(listener: () => void): void;
  close(): Promise<void>;
}

/** Starts a receiver that accepts everything, after `delayMs`, until told otherwise. */
export async function startReceiver(delayMs = 0): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let reply: Parameters<WebhookReceiver['answer']>[0] = () => 204;
  let arrived: () => void = () => undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const one: ReceivedWebhook = {
        headers: request.headers,
        body,
        json: JSON.parse(body) as ReceivedWebhook['json'],
      };
      received.push(one);
      arrived();
      const answer = reply(one, received.length);
      setTimeout(() => {
        if (typeof answer === 'number') response.writeHead(answer).end('x');
        else response.writeHead(answer.status, answer.headers).end('x');
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    received,
    answer: (next) => {
      reply = next;
    },
    onRequest: (listener) => {
      arrived = listener;
    },
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

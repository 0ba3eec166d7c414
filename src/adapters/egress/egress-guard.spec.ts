import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Problem } from '#src/lib/problem.js';
import { type EgressPolicy, EgressGuard } from './egress-guard.js';

let connects = 0;
let sink: Server;
let port: number;

beforeAll(async () => {
  sink = createServer((socket) => {
    connects += 1;
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => sink.listen(0, '::', resolve));
  port = (sink.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => sink.close(resolve)));
beforeEach(() => {
  connects = 0;
});

const LOOPBACK = [
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '127.1',
  '127.0.1',
  '0x7f.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '0X7F000001',
  '0177.0.0.1',
  '0177.1',
  '017700000001',
  '2130706433',
  '127.0.0.1.',
  '①②⑦.0.0.1',
  '１２７.0.0.1',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'LocalHost',
  'loc\u00adalhost',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::FFFF:127.0.0.1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[::ffff:0:127.0.0.1]',
];
const ELSEWHERE = [
  '0.0.0.0',
  '0',
  '0x0',
  '0.0.0.1',
  '[::]',
  '[0::0]',
  '[::ffff:0.0.0.0]',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '169.254.43518',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '169.254.170.2',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  '[::ffff:168.63.129.16]',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '198.18.0.1',
  '203.0.113.1',
  '[2001:db8::1]',
  '[100::1]',
  '[5f00::1]',
  '[4000::1]',
];
const PRIVATE = [
  '10.0.0.1',
  '172.16.5.4',
  '192.168.1.1',
  '100.64.0.1',
  '[fd12::1]',
  '[::ffff:10.0.0.1]',
  '0xa.1',
  '167772161',
];

async function attempt(guard: EgressGuard, host: string, scheme = 'https'): Promise<unknown> {
  const agent = guard.agent({ connectTimeoutMs: 3000 });
  try {
    const { body } = await agent.request({ origin: `${scheme}://${host}:${String(port)}`, path: '/', method: 'GET' });
    return await body.text();
  } catch (error) {
    return error;
  } finally {
    await agent.destroy();
  }
}

describe.each<EgressPolicy>(['PUBLIC', 'CLUSTER'])('policy %s', (policy) => {
  it.each([...LOOPBACK, ...ELSEWHERE, ...PRIVATE])('refuses %s without connecting', async (host) => {
    const error = await attempt(new EgressGuard({ policy }), host);
    expect(error).toBeInstanceOf(Error);
    // A spelling the URL standard refuses never reaches the guard; every other one is the guard's own refusal.
    if (URL.canParse(`https://${host}/`)) expect(error).toMatchObject({ code: 'EGRESS.DENIED' });
    expect(connects).toBe(0);
  });

  it.each(ELSEWHERE)('refuses %s even when everything is listed', async (host) => {
    const guard = new EgressGuard({
      policy,
      allow: ['0.0.0.0/0', '::/0', '127.0.0.0/8', host.replace(/[[\]]/g, '')].filter(isEntry),
    });
    expect(await attempt(guard, host)).toBeInstanceOf(Error);
    expect(connects).toBe(0);
  });

  it('refuses a name when only one of its answers is denied', async () => {
    const guard = new EgressGuard({ policy, resolve: () => Promise.resolve(['93.184.216.34', '127.0.0.1']) });
    expect(await attempt(guard, 'two-faced.example')).toMatchObject({ code: 'EGRESS.DENIED' });
    expect(connects).toBe(0);
  });

  it('has no window for a name that changes its answer', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']];
    const guard = new EgressGuard({ policy, resolve: () => Promise.resolve(answers.shift() ?? ['127.0.0.1']) });
    await expect(guard.checkUrl('https://rebinding.example/')).resolves.toBeInstanceOf(URL);
    expect(await attempt(guard, 'rebinding.example')).toMatchObject({ code: 'EGRESS.DENIED' });
    expect(connects).toBe(0);
  });

  it('does not tell what an internal name resolves to', async () => {
    const guard = new EgressGuard({ policy, resolve: () => Promise.resolve(['10.11.12.13']) });
    const error = await guard.checkUrl('https://db.internal/').catch((thrown: unknown) => thrown);
    expect((error as Problem).message).not.toContain('10.11.12.13');
  });

  it('opens loopback when the operator lists the address itself', async () => {
    const guard = new EgressGuard({ policy, allow: ['127.0.0.1'] });
    expect(await attempt(guard, '127.0.0.1', 'http')).toBe('ok');
    expect(await attempt(guard, '127.0.0.2', 'http')).toMatchObject({ code: 'EGRESS.DENIED' });
    expect(connects).toBe(1);
  });

  it('keeps loopback closed to networks that merely contain it', async () => {
    expect(await attempt(new EgressGuard({ policy, allow: ['0.0.0.0/0', '::/0'] }), '127.0.0.1')).toMatchObject({
      code: 'EGRESS.DENIED',
    });
    expect(connects).toBe(0);
  });

  it('never reaches our own endpoints, whatever name leads there', async () => {
    const guard = new EgressGuard({
      policy,
      allow: ['127.0.0.1', 'alias.example'],
      ownEndpoints: [`127.0.0.1:${String(port)}`],
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    for (const host of ['127.0.0.1', '0x7f.1', 'alias.example']) {
      expect(await attempt(guard, host, 'http')).toMatchObject({ code: 'EGRESS.DENIED' });
    }
    expect(connects).toBe(0);
  });
});

describe('what each policy takes from the list', () => {
  const listed = ['10.0.0.0/8', '192.168.7.7', 'api.corp.example', '*.k8s.example'];
  const resolve = () => Promise.resolve(['172.16.0.9']);
  it.each<{ name: string; policy: EgressPolicy; url: string; ok: boolean }>([
    { name: 'a network opens clusters', policy: 'CLUSTER', url: 'https://10.1.2.3:6443', ok: true },
    { name: 'a network does not open webhooks', policy: 'PUBLIC', url: 'https://10.1.2.3/hook', ok: false },
    { name: 'a single address opens webhooks', policy: 'PUBLIC', url: 'https://192.168.7.7/hook', ok: true },
    { name: 'a host opens what it resolves to', policy: 'PUBLIC', url: 'https://api.corp.example/hook', ok: true },
    {
      name: 'a host is compared without case and final dot',
      policy: 'PUBLIC',
      url: 'https://API.corp.example./hook',
      ok: true,
    },
    { name: 'a suffix opens the names below it', policy: 'CLUSTER', url: 'https://prod.k8s.example', ok: true },
    { name: 'a suffix does not open the name itself', policy: 'CLUSTER', url: 'https://k8s.example', ok: false },
    {
      name: 'a longer name is another name',
      policy: 'CLUSTER',
      url: 'https://api.corp.example.evil.example',
      ok: false,
    },
    { name: 'plain http needs a listed destination', policy: 'PUBLIC', url: 'http://93.184.216.34/hook', ok: false },
    { name: 'plain http to a listed destination', policy: 'PUBLIC', url: 'http://192.168.7.7/hook', ok: true },
  ])('$name', async ({ policy, url, ok }) => {
    const judged = await new EgressGuard({ policy, allow: listed, resolve })
      .checkUrl(url)
      .catch((error: unknown) => error);
    if (ok) expect(judged).toBeInstanceOf(URL);
    else expect(judged).toMatchObject({ code: 'EGRESS.DENIED' });
  });

  it.each(['ftp://example.com', 'not a url', 'https://user:secret@example.com', '/relative'])(
    'refuses %s naming the field',
    async (url) => {
      await expect(new EgressGuard({ policy: 'PUBLIC' }).checkUrl(url, 'server')).rejects.toMatchObject({
        code: 'INPUT.INVALID',
        facts: { fields: [{ field: 'server' }] },
      });
    },
  );

  it.each(['10.0.0.0/33', 'http://host', '', 'a b', '0x7f.1', '300.1.1.1'])('refuses the list entry "%s"', (entry) => {
    expect(() => new EgressGuard({ policy: 'CLUSTER', allow: [entry] })).toThrow(/EGRESS_ALLOW/);
  });
});

function isEntry(entry: string): boolean {
  try {
    return new EgressGuard({ policy: 'CLUSTER', allow: [entry] }) instanceof EgressGuard;
  } catch {
    return false;
  }
}

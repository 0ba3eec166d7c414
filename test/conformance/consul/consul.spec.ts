import { describe, expect, it } from 'vitest';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import type { ReachabilityOptions } from '#src/engine/reachability/options.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { consulObject, consulPod, intentions, outsidePod, servers } from '../../support/consul-objects.js';
import { modelOf } from '../../support/network-model.js';

/** Services web, api and db, and a pod outside the mesh (semantics 06 §B4). */
const clients = [consulPod('app', 'web'), consulPod('app', 'api'), outsidePod('app', 'leg')];
const pods = [...clients, consulPod('app', 'db')];
const denying = servers({ aclEnabled: 'true', aclDefaultPolicy: 'deny' });
const dbWith = (annotations: Readonly<Record<string, string>>) => [...clients, consulPod('app', 'db', { annotations })];
const allow = (name: string, more: object = {}) => ({ name, action: 'allow', ...more });
const deny = (name: string, more: object = {}) => ({ name, action: 'deny', ...more });
const s2 = intentions('db', [deny('*'), allow('web')]);
const http = consulObject('ServiceDefaults', 'db', { protocol: 'http' });
const readsOnly = { name: 'web', permissions: [{ action: 'allow', http: { pathPrefix: '/', methods: ['GET'] } }] };

type Question = [from: string, to: string, port: number, verdict: string, protocol?: string];

interface Case {
  readonly name: string;
  readonly objects: readonly unknown[];
  readonly questions: readonly Question[];
  readonly origin?: 'live' | 'offline';
  readonly options?: ReachabilityOptions;
}

function ask({ objects, origin = 'offline', options = {} }: Case, [from, to, port, , protocol = 'TCP']: Question) {
  const facts = modelOf(objects, origin);
  // A live cluster whose kinds were all read, by a plugin that enforces.
  const model = { ...facts, coverage: complete, cni: { profile: 'conformant', enforced: 'yes', evidence: '', assumed: false } as const };
  const end = (text: string) =>
    text.includes('.') ? { ip: text } : { group: model.groups.findIndex(({ owner }) => owner.name === text) };
  return verdictOn(Reachability.build(model, options).explain(end(from), end(to)), protocol, port);
} // prettier-ignore

/** A live cluster of which everything was read. */
const complete = new Map([...KNOWN_KINDS.keys()].map((kind) => [kind, 'COMPLETE' as const]));

const rows: readonly Case[] = [
  { name: 'S1 without intentions the default denies', objects: [...pods, denying], questions: [['web', 'db', 80, 'denied']] },
  {
    name: 'S1 without access control the default allows',
    objects: [...pods, servers({ datacenter: 'dc1' })],
    questions: [
      ['web', 'db', 80, 'allowed'],
      ['leg', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'S2 an exact source beats every source',
    objects: [...pods, denying, s2],
    questions: [
      ['web', 'db', 80, 'allowed'],
      ['api', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'S3 an exact destination beats an exact source',
    objects: [...pods, denying, intentions('*', [allow('web')]), intentions('db', [deny('*')])],
    questions: [
      ['web', 'db', 80, 'denied'],
      ['web', 'api', 80, 'allowed'],
    ],
  },
  {
    name: 'S4 permissions are conditions',
    objects: [...pods, denying, http, intentions('db', [readsOnly])],
    questions: [
      ['web', 'db', 80, 'unknown'],
      ['api', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'S5 plain text to a proxy is refused',
    objects: [...pods, denying, s2],
    questions: [['leg', 'db', 80, 'denied']],
  },
  {
    name: 'S5 permissive mutual TLS lets plain text in',
    objects: [
      ...pods,
      denying,
      s2,
      consulObject('ServiceDefaults', 'db', { mutualTLSMode: 'permissive' }),
      consulObject('Mesh', 'mesh', { allowEnablingPermissiveMutualTLS: true }),
    ],
    questions: [['leg', 'db', 80, 'allowed']],
  },
  {
    name: 'S6 without the transparent proxy intentions protect nothing',
    objects: [...dbWith({ 'consul.hashicorp.com/transparent-proxy': 'false' }), denying, s2],
    questions: [
      ['leg', 'db', 80, 'allowed'],
      ['api', 'db', 80, 'allowed'],
    ],
  },
  {
    name: 'S7 excluded ports reach the pod past its proxy',
    objects: [...dbWith({ 'consul.hashicorp.com/transparent-proxy-exclude-inbound-ports': '9102' }), denying, s2],
    questions: [
      ['leg', 'db', 9102, 'allowed'],
      ['leg', 'db', 9103, 'denied'],
    ],
  },
  {
    name: 'S8 a service of a peer matches only entries for the peer',
    objects: [
      ...pods,
      consulPod('far', 'web2', { labels: { 'fenceline.io/remote-cluster': 'c2' }, annotations: { 'consul.hashicorp.com/connect-service': 'web' } }),
      denying,
      intentions('db', [allow('web', { peer: 'c2' }), deny('*')]),
    ],
    questions: [
      ['web2', 'db', 80, 'allowed'],
      ['web', 'db', 80, 'denied'],
      ['203.0.113.1', 'db', 80, 'unknown'],
    ],
  },
]; // prettier-ignore

const more: readonly Case[] = [
  {
    name: 'the default of servers nobody has seen is unknown',
    objects: pods,
    questions: [
      ['web', 'db', 80, 'unknown'],
      ['leg', 'db', 80, 'denied'],
      ['web', 'leg', 80, 'allowed'],
      ['web', 'db', 80, 'allowed', 'UDP'],
    ],
  },
  {
    name: 'a live cluster may hold intentions nobody sees',
    objects: [...pods.slice(0, 3), consulPod('app', 'db', { annotations: { 'consul.hashicorp.com/transparent-proxy-status': 'enabled' } }), denying, s2],
    origin: 'live',
    questions: [
      ['web', 'db', 80, 'unknown'],
      ['api', 'db', 80, 'unknown'],
      ['leg', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'of equal precedence, deny wins',
    objects: [...pods, denying, intentions('db', [allow('web')]), consulObject('ServiceIntentions', 'again', { destination: { name: 'db' }, sources: [deny('web')] })],
    questions: [['web', 'db', 80, 'denied']],
  },
  {
    name: 'an object Consul refused does not count',
    objects: [
      ...pods,
      denying,
      consulObject('ServiceIntentions', 'x', { destination: { name: 'db' }, sources: [allow('web')] }, { conditions: [{ type: 'Synced', status: 'False' }] }),
    ],
    questions: [['web', 'db', 80, 'denied']],
  },
  {
    name: 'permissions for a tcp service do not count',
    objects: [...pods, denying, intentions('db', [readsOnly])],
    questions: [['web', 'db', 80, 'denied']],
  },
  {
    name: 'a token is a condition',
    objects: [...pods, denying, intentions('db', [allow('web')], { jwt: { providers: [{ name: 'okta' }] } })],
    questions: [
      ['web', 'db', 80, 'unknown'],
      ['api', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'a client that skips the port outbound shows no identity',
    objects: [consulPod('app', 'web', { annotations: { 'consul.hashicorp.com/transparent-proxy-exclude-outbound-ports': '80' } }), ...pods.slice(1), denying, s2],
    questions: [
      ['web', 'db', 80, 'denied'],
      ['web', 'db', 81, 'allowed'],
    ],
  },
  {
    name: 'an exposed path is open to anyone, on its condition',
    objects: [...pods, denying, consulObject('ServiceDefaults', 'db', { expose: { paths: [{ listenerPort: 9000, path: '/healthz' }] } })],
    questions: [
      ['leg', 'db', 9000, 'unknown'],
      ['leg', 'db', 80, 'denied'],
    ],
  },
  {
    name: 'an intention nobody can read leaves the mesh unknown and nothing else',
    objects: [...pods, denying, intentions('db', [allow('web', { mood: 'calm' })])],
    questions: [
      ['web', 'db', 80, 'unknown'],
      ['leg', 'db', 80, 'denied'],
      ['web', 'leg', 80, 'allowed'],
    ],
  },
]; // prettier-ignore

describe.each([...rows, ...more])('$name', (row) => {
  it.each(row.questions)('%s → %s:%i is %s %s', (...question) => {
    expect(ask(row, question)).toBe(question[3]);
  });
});

it('believes an operator who says that all intentions are objects', () => {
  const db = consulPod('app', 'db', { annotations: { 'consul.hashicorp.com/transparent-proxy-status': 'enabled' } });
  const web = consulPod('app', 'web', { annotations: { 'consul.hashicorp.com/transparent-proxy-status': 'enabled' } });
  const synced = { conditions: [{ type: 'Synced', status: 'True' }] };
  const own = consulObject('ServiceIntentions', 'db', { destination: { name: 'db' }, sources: [allow('web')] }, synced);
  const live: Case = {
    name: '',
    objects: [db, web, denying, own],
    questions: [],
    origin: 'live',
    options: { consulIntentionsComplete: true },
  };
  expect(ask(live, ['web', 'db', 80, 'allowed'])).toBe('allowed');
});

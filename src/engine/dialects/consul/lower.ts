import type { Policy, Rule } from '../policy.js';
import { EVERY_PORT, tcpClauses } from '../port-list.js';
import type { Destination } from './destinations.js';
import type { Intention } from './intentions.js';
import { outcomeOf } from './permissions.js';
import { CONSUL_RUNG, ORDER, standIn } from './rung.js';
import type { ServiceSettings } from './service-settings.js';
import type { Match, Sources } from './sources.js';

/** What a cluster's intentions are made of. */
export interface Rulebook {
  readonly intentions: readonly Intention[];
  readonly settings: ServiceSettings;
  readonly sources: Sources;
  /** Undefined when nobody knows the servers' default. */
  readonly allowsByDefault: boolean | undefined;
  /** Intentions exist, or may exist, that the input does not show. */
  readonly hasUnseen: boolean;
}

type Parts = Omit<Rule, 'index'>;

/** Everything that decides at one kind of destination (semantics 06 §B3). */
export function lowerDestination(destination: Destination, book: Rulebook): Policy[] {
  const { groups, service } = destination;
  const policy = (ref: Policy['ref'], priority: number, rules: readonly Parts[], isCertain = true): Policy => ({
    ref,
    namespace: '',
    rung: CONSUL_RUNG,
    priority,
    subject: { groups: { certain: groups, possible: groups } },
    ingress: rules.map((rule, index) => ({ index, ...rule })),
    egress: null,
    ...(isCertain ? {} : { tentative: true }),
  });
  const candidates = book.intentions.filter(({ destination: name }) => service !== undefined && (name === '*' || name === service));
  return [
    policy(standIn('not-redirected'), ORDER.bypass, bypasses(destination, book)),
    policy(standIn('not-visible'), ORDER.unseen, service === undefined || book.hasUnseen ? eitherWay(destination, book) : []),
    ...candidates.map((intention) => {
      const { rules, isDenying } = rulesOf(intention, destination, book);
      // Of equal precedence, deny wins.
      const priority = ORDER.unseen + (10 - intention.precedence) * 2 + (isDenying ? 0 : 1);
      return policy(intention.ref, priority, rules, intention.certain);
    }),
    policy(standIn('intention'), ORDER.defaults, defaults(destination, book)),
  ].filter(({ ingress }) => ingress !== null && ingress.length > 0);
} // prettier-ignore

function bypasses({ service, ports, open }: Destination, { settings }: Rulebook): Parts[] {
  const permissive = service === undefined ? undefined : settings.isPermissive(service);
  const anyone = (certain: boolean): Pick<Parts, 'effect' | 'peers'> => ({ effect: 'allow', peers: [{ kind: 'anyone', certain }] });
  const exposed = service === undefined ? [] : settings.exposed(service);
  const rules: Parts[] = [
    { name: 'ports past the proxy', ...anyone(open !== undefined), ports: tcpClauses(open ?? EVERY_PORT) },
    { name: 'plain text is permitted', ...anyone(permissive === true), ports: permissive === false ? [] : tcpClauses(ports) },
    ...exposed.map(({ what, ...span }): Parts => ({ name: 'exposed', ...anyone(true), ports: tcpClauses([span]), conditions: [what] })),
  ];
  return rules.filter((rule) => rule.ports.length > 0);
} // prettier-ignore

function eitherWay({ ports }: Destination, { sources }: Rulebook): Parts[] {
  const name = 'intentions that the input does not show may decide otherwise';
  const uncertain = sources.anyMeshed(ports).map(({ peers, ports: clauses }) => ({
    peers: peers.map((peer) => ({ ...peer, certain: false })),
    ports: clauses,
  }));
  return (['allow', 'deny'] as const).flatMap((effect) => uncertain.map((match) => ({ name, effect, ...match })));
}

function rulesOf(
  intention: Intention,
  destination: Destination,
  { sources, allowsByDefault }: Rulebook,
): { rules: Parts[]; isDenying: boolean } {
  const { allows, conditions } = outcomeOf(intention, allowsByDefault);
  const name = `source ${String(intention.index + 1)}: ${intention.source.name}`;
  const deny = (matches: readonly Match[]): Parts[] =>
    matches.map((match): Parts => ({ name, effect: 'deny', ...weakened(match, destination.certain) }));
  const denied = deny(sources.denied(intention, destination.ports));
  if (!allows) return { rules: denied, isDenying: true };
  const allowed = sources.admitted(intention, destination.ports).map(
    (match): Parts => ({ name, effect: 'allow', ...match, ...(conditions.length === 0 ? {} : { conditions }) }),
  );
  return { rules: [...allowed, ...denied], isDenying: false };
} // prettier-ignore

/** Without a proxy nobody is refused. */
function weakened({ peers, ports }: Match, certain: boolean): Match {
  return certain ? { peers, ports } : { peers: peers.map((peer) => ({ ...peer, certain: false })), ports };
}

/** Identities nobody spoke about, and connections without one. */
function defaults({ ports, certain, service }: Destination, { sources, allowsByDefault }: Rulebook): Parts[] {
  const isOpen = service === undefined ? false : allowsByDefault;
  const meshed = isOpen === false ? [] : sources.anyMeshed(ports);
  const allowed = meshed.map((match): Parts => ({
    name: isOpen === undefined ? 'the default is not known' : 'allowed by default',
    effect: 'allow',
    ports: match.ports,
    peers: isOpen === undefined ? match.peers.map((peer) => ({ ...peer, certain: false })) : match.peers,
  }));
  const name = allowsByDefault === true ? 'no identity of the mesh' : 'denied by default';
  return [...allowed, { name, effect: 'deny', peers: [{ kind: 'anyone', certain }], ports: tcpClauses(ports) }];
}

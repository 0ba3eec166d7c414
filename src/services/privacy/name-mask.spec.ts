import { describe, expect, it } from 'vitest';
import { NameMask } from './name-mask.js';

const mask = new NameMask({
  visible: new Set(['shop']),
  ownNamespaces: new Set(['shop', 'shop-db']),
  foreign: new Set(['blog', 'Blog Team', 'blog-web', 'constructor']),
  pseudonym: (name) => `p${String(name.length)}`,
});

describe('NameMask', () => {
  it.each([
    ['own names stay', 'shop-db/Deployment/redis accepts TCP 6379', 'shop-db/Deployment/redis accepts TCP 6379'],
    ['a neighbour slug', 'blog reaches shop: TCP 6379.', 'p4 reaches shop: TCP 6379.'],
    ['at the end of a sentence', 'opened by blog.', 'opened by p4.'],
    ['a display name of two words', 'ask Blog Team about it', 'ask (another tenant) about it'],
    [
      'a workload of a neighbour',
      'blog-web/Deployment/wp -> shop/Deployment/web',
      '(another tenant) -> shop/Deployment/web',
    ],
    ['a workload nobody vouches for', 'other/StatefulSet/x', '(another tenant)'],
    ['a policy of a neighbour', 'NetworkPolicy/blog-web/open', '(another tenant)'],
    ['an own policy', 'NetworkPolicy/shop/deny', 'NetworkPolicy/shop/deny'],
    [
      'address ranges and API groups',
      '10.0.0.0/8 networking.k8s.io/v1/NetworkPolicy',
      '10.0.0.0/8 networking.k8s.io/v1/NetworkPolicy',
    ],
    ['names of object members', 'constructor', 'p11'],
    ['a name inside a longer word', 'weblog', 'weblog'],
  ])('%s', (_, text, expected) => {
    expect(mask.text(text)).toBe(expected);
  });

  it('shows everything to callers who see everything', () => {
    expect(NameMask.none.text('blog/x/y')).toBe('blog/x/y');
    expect(NameMask.none.party('blog')).toBe('blog');
  });

  it('keeps the parties that are no tenants', () => {
    expect(['shared', 'unowned', 'external', 'shop', 'blog'].map((name) => mask.party(name))).toEqual([
      'shared',
      'unowned',
      'external',
      'shop',
      'p4',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { Selector } from '../../model/selector.js';
import { IdentityFilter } from './identity-filter.js';
import { LabelPattern } from './label-pattern.js';

describe('LabelPattern', () => {
  it.each([
    { pattern: 'app', key: 'app.kubernetes.io/name', length: 3 },
    { pattern: 'app$', key: 'app', length: 3 },
    { pattern: 'app$', key: 'apps', length: undefined },
    { pattern: '^k8s\\.io', key: 'k8s.io/x', length: 6 },
    { pattern: 'k8s\\.io', key: 'k8sXio/x', length: undefined },
    { pattern: '.*beta\\.kubernetes\\.io', key: 'node.beta.kubernetes.io/os', length: 23 },
    { pattern: 'a*b', key: 'aab', length: 3 },
    { pattern: 'annotation.*', key: 'annotation', length: 10 },
  ])('$pattern matches $length characters of $key', ({ pattern, key, length }) => {
    expect(LabelPattern.read(pattern)?.match(key)).toBe(length);
  });

  it.each(['(a|b)', '[ab]', 'a+', 'a{2}', 'a?', 'a*b*c*d*e*', 'x'.repeat(300)])(
    'does not pretend to read %s',
    (pattern) => {
      expect(LabelPattern.read(pattern)).toBeUndefined();
    },
  );
});

describe('IdentityFilter', () => {
  it.each([
    { configured: '', key: 'app', kept: true },
    { configured: '', key: 'app.kubernetes.io/name', kept: true },
    { configured: '', key: 'kubernetes.io/arch', kept: false },
    { configured: '', key: 'pod-template-hash', kept: false },
    { configured: '', key: 'io.kubernetes.pod.namespace', kept: true },
    { configured: '', key: 'statefulset.kubernetes.io/pod-name', kept: undefined },
    { configured: 'k8s:app', key: 'app', kept: true },
    { configured: 'k8s:app', key: 'tier', kept: false },
    { configured: 'k8s:app', key: 'io.cilium.k8s.namespace.labels.team', kept: true },
    { configured: 'k8s:!tier', key: 'tier', kept: false },
    { configured: '!k8s:tier', key: 'app', kept: true },
    { configured: 'reserved:x', key: 'app', kept: true },
    { configured: '(a|b)', key: 'app', kept: undefined },
  ])('with "$configured" the label $key is kept: $kept', ({ configured, key, kept }) => {
    expect(new IdentityFilter(configured).keeps(key)).toBe(kept);
  });

  it('reads a selector on a label that is left out as one on an absent label', () => {
    const filter = new IdentityFilter();
    const hash = 'pod-template-hash';
    const present = filter.selector(new Selector([{ key: hash, operator: 'Exists', values: [] }]));
    const absent = filter.selector(new Selector([{ key: hash, operator: 'NotIn', values: ['x'] }]));
    expect(present.matches({ [hash]: 'x' })).toBe(false);
    expect(present.matches({})).toBe(false);
    expect(absent.matches({ [hash]: 'x' })).toBe(true);
  });
});

import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { ConnectionLine } from '../input/list-answer.js';
import { connectionSummary, connectionTable } from './connectivity-text.js';

const workloads = ['blog/mysql[StatefulSet]', 'blog/wp[Deployment]', 'shop/redis[StatefulSet]', 'shop/web[Deployment]'];
const tcp = (port: number) => [{ protocol: 'TCP', ranges: [[port, port]] as [number, number][] }];
const connections: ConnectionLine[] = [
  { src: '0.0.0.0-255.255.255.255', dst: 'shop/web[Deployment]', ports: tcp(80) },
  { src: '{ingress-controller}', dst: 'shop/web[Deployment]', ports: tcp(80) },
  { src: 'shop/web[Deployment]', dst: 'shop/redis[StatefulSet]', ports: tcp(6379) },
  { src: 'blog/wp[Deployment]', dst: 'shop/redis[StatefulSet]', ports: 'All Connections' },
  { src: 'blog/wp[Deployment]', dst: '10.0.0.0-10.255.255.255', ports: 'All Connections' },
  ...['blog/wp[Deployment]', 'shop/redis[StatefulSet]', 'shop/web[Deployment]'].map((src) => ({
    src,
    dst: 'blog/mysql[StatefulSet]',
    ports: tcp(3306),
  })),
];

it('sums up which way connections go', () => {
  expect(connectionSummary(connections)).toBe(
    '8 connections allowed: 5 between workloads, 2 from outside, 1 to outside.',
  );
});

it('shows who may reach what, by destination and ports', () => {
  const text = connectionTable(connections, { workloads, width: 100, colours: pc.createColors(false) });
  expect(text).toBe(
    [
      'TO                   PORTS      FROM',
      'blog/mysql           TCP 3306   all 3 other workloads',
      'shop/redis           TCP 6379   shop/web',
      '                     all ports  blog/wp',
      'shop/web             TCP 80     any address, the ingress controller',
      'outside: 10.0.0.0/8  all ports  blog/wp',
      '',
    ].join('\n'),
  );
});

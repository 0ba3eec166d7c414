import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ScoresRepository } from '#src/adapters/store/scores.repository.js';

const FLEET = { clusterId: 0, tenantId: 0 };

/** Numbers for Prometheus: the process, the requests, and the fleet's score. No tenant or cluster is named. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'fenceline_http_request_seconds',
    help: 'Duration of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly scores: ScoresRepository,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const repository = this.scores;
    new Gauge({
      name: 'fenceline_fleet_isolation_score',
      help: 'Isolation score of the fleet, lower and upper bound.',
      labelNames: ['bound'],
      registers: [this.registry],
      async collect() {
        const fleet = await repository.current(FLEET).catch(() => null);
        if (fleet === null) return;
        this.set({ bound: 'lower' }, fleet.lower);
        this.set({ bound: 'upper' }, fleet.upper);
      },
    });
  }

  onModuleInit(): void {
    const server = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }

  /** The exposition format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

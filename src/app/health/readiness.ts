import { Inject, Injectable, Optional, type OnModuleDestroy } from '@nestjs/common';
import { WorkerRuntime } from '#src/adapters/queue/worker-runtime.js';
import { Store } from '#src/adapters/store/store.js';

const DATABASE_MS = 1000;

/** State of one thing this process needs. */
export type CheckState = 'up' | 'down';

/** Knows whether this process can do its work now. A lost Redis does not stop the API, so only workers look at queues. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private draining = false;

  constructor(
    private readonly store: Store,
    @Optional() @Inject(WorkerRuntime) private readonly workers?: WorkerRuntime,
  ) {}

  /** One state for each check. */
  async check(): Promise<Readonly<Record<string, CheckState>>> {
    return {
      process: this.draining ? 'down' : 'up',
      database: await this.database(),
      ...(this.workers === undefined ? {} : { workers: this.workers.isReady ? 'up' : 'down' }),
    };
  }

  onModuleDestroy(): void {
    this.draining = true;
  }

  private async database(): Promise<CheckState> {
    const late = new Promise<CheckState>((resolve) => setTimeout(resolve, DATABASE_MS, 'down').unref());
    const answered = this.store.ping().then(
      () => 'up' as const,
      () => 'down' as const,
    );
    return Promise.race([answered, late]);
  }
}

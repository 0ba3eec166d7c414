/** How to run the embedded server. */
export interface StartPostgresOptions {
  /** Where its files live; made on first use, kept between starts. */
  readonly dataDir: string;
  /** Database to connect to, made when missing. Default `fenceline`. */
  readonly database?: string;
  /**
   * Whether the files may go to /var/lib/fenceline when the account that runs PostgreSQL cannot reach `dataDir`
   * (root's private home). Without it that is an error which says so.
   */
  readonly mayMove?: boolean;
  /** Faster and not durable: for throw-away servers. */
  readonly fast?: boolean;
}

/** A running embedded server. */
export interface RunningPostgres {
  /** Connection string with the password: a secret. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where the files really are. */
  readonly dataDir: string;
  /** True when the server of a killed process was still running and is used again. */
  readonly reused: boolean;
  /** Stops the server, giving clients a moment to leave. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL server that npm installed, on a free loopback port.
 * Throws an Error that says what to do when the platform has no binaries or the directory is out of reach.
 */
export function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres>;

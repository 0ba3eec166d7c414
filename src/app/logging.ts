import { LoggerModule } from 'nestjs-pino';
import type { DynamicModule } from '@nestjs/common';
import type { Config } from '#src/config/config.js';

/** Where log lines go: standard error unless a test or the demo collects them. */
export interface LogStream {
  write(line: string): void;
}

/** Members that may hold secrets, wherever somebody logs an object; headers hold credentials. */
const SECRET_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  ...[
    'token',
    'password',
    'secret',
    'key',
    'kubeconfig',
    'credential',
    'clientKeyPem',
    'databaseUrl',
    'redisUrl',
  ].flatMap((name) => [name, `*.${name}`]),
];

/** JSON log lines through pino; requests are logged with method, path and status, never with headers or bodies. */
export function logging(config: Config, stream: LogStream): DynamicModule {
  return LoggerModule.forRoot({
    pinoHttp: [
      {
        level: config.logLevel,
        redact: { paths: SECRET_PATHS, censor: '[redacted]' },
        autoLogging: { ignore: ({ url }) => /^\/(?:livez|readyz|metrics)/.test(url ?? '') },
        customLogLevel: (_request, { statusCode }, error) =>
          error !== undefined || statusCode >= 500 ? 'error' : 'debug',
        serializers: {
          req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
            id,
            method,
            path: url.split('?')[0],
          }),
          res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        },
      },
      stream,
    ],
  });
}

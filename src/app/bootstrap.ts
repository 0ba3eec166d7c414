import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { documentUi } from '#src/api/rest/openapi/document.js';
import type { Config } from '#src/config/config.js';
import { serveGraphiql } from './graphiql/serve-graphiql.js';
import { httpServer } from './http-server.js';
import type { LogStream } from './logging.js';
import { ServiceModule } from './service.module.js';

/** Paths that are no part of the versioned API. */
const PLAIN = ['livez', 'readyz', 'metrics'].map((path) => ({ path, method: RequestMethod.GET }));

/** Makes the application for the configured role, ready to be initialised or to listen. */
export async function createApp(config: Config, stream: LogStream = process.stderr): Promise<NestFastifyApplication> {
  const adapter = await httpServer(config);
  const options: object = {
    bufferLogs: true,
    abortOnError: false,
    // Fastify's own JSON parser refuses __proto__ and lets one route take larger bodies; Nest's does neither.
    bodyParser: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.with(config, stream), adapter, options);
  app.useLogger(app.get(Logger));
  app.setGlobalPrefix('api/v1', { exclude: PLAIN });
  if (config.role !== 'worker') {
    documentUi(app);
    if (config.graphiql) await app.register(serveGraphiql);
  }
  return app;
}

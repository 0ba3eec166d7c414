#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`fenceline needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

const main = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('fenceline is not built yet. Run "npm run build" in its folder, then try again.\n');
  process.exit(2);
}
await import(main.href);

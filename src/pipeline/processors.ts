import { AssessProcessor } from './assess/assess.processor.js';
import { CollectProcessor } from './collect/collect.processor.js';
import { DeliverProcessor } from './deliver/deliver.processor.js';
import { RelayProcessor } from './deliver/relay.processor.js';
import { ExportProcessor } from './export/export.processor.js';
import { RetentionProcessor } from './schedule/retention.processor.js';
import { TickProcessor } from './schedule/tick.processor.js';

/** Every job's processor. */
export const PROCESSORS = [
  TickProcessor,
  CollectProcessor,
  AssessProcessor,
  RelayProcessor,
  DeliverProcessor,
  ExportProcessor,
  RetentionProcessor,
] as const;

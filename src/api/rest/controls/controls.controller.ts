import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { controlView, type ControlView } from '#src/services/controls/control.view.js';
import { ControlsService } from '#src/services/controls/controls.service.js';
import { pageInput } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

@ApiTags('controls')
@Controller('controls')
export class ControlsController {
  constructor(private readonly controls: ControlsService) {}

  @Get()
  @Allow('control:read')
  @Operation({ summary: 'List the controls', lists: controlView, query: pageInput })
  list(@Query(new QueryPipe(pageInput)) input: z.infer<typeof pageInput>): List<ControlView> {
    return listOf(this.controls.list(input));
  }

  @Get(':id')
  @Allow('control:read')
  @Operation({
    summary: 'Read a control',
    params: { id: 'e.g. SEG-NP-001' },
    answers: controlView,
    problems: ['NOT_FOUND'],
  })
  read(@Param('id') id: string): ControlView {
    return this.controls.read(id);
  }
}

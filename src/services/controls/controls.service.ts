import { Injectable } from '@nestjs/common';
import { CONTROLS } from '#src/controls/index.js';
import type { Control } from '#src/controls/control.js';
import { Problem } from '#src/lib/problem.js';
import { pageArray } from '../paging/page-array.js';
import type { Page, PageRequest } from '../paging/page.js';
import type { ControlView } from './control.view.js';

/** The catalogue of controls; the same for everybody. */
@Injectable()
export class ControlsService {
  private readonly views = CONTROLS.map(viewOf).sort((a, b) => (a.id < b.id ? -1 : 1));

  /** By id. */
  list(request: PageRequest): Page<ControlView> {
    return pageArray(this.views, ({ id }) => id, request);
  }

  /** @throws Problem `NOT_FOUND` */
  read(id: string): ControlView {
    const view = this.views.find((control) => control.id === id);
    if (view === undefined) throw new Problem('NOT_FOUND', 'There is no such control');
    return view;
  }
}

function viewOf({ id, title, area, severity, why, fix, needs, frameworks }: Control): ControlView {
  return { id, title, area, severity, why, fix, needs: [...needs], frameworks: [...frameworks] };
}

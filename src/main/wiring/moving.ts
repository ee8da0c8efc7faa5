// The room for moving the data folder, with what the shell can do for it, and its functions by command.
import type { CoreDeps } from '../core.ts';
import { createMoving, type Moving } from '../db/moving.ts';
import type { HandlerDeps } from '../handlers.ts';
import type { Base } from './base.ts';

export interface MoveRoom {
  readonly view: Moving['view'];
  readonly commands: HandlerDeps['moving'];
}

export function createMoveRoom(deps: CoreDeps, base: Base, isUsable: (path: string) => Promise<boolean>): MoveRoom {
  const moving = createMoving({
    ...base,
    home: deps.home?.dir ?? null,
    from: deps.dataDir,
    isDemo: deps.isDemo,
    last: deps.home?.last ?? null,
    chooseFolder: deps.files?.chooseFolder ?? null,
    isUsable,
  });
  return {
    view: moving.view,
    commands: {
      'data.chooseFolder': async (input) => ({ folder: await moving.choose(input.usual ?? false) }),
      // Nobody but the owner may.
      'data.stageMove': (input) => moving.stage(input.folderId, input.how, 'owner'),
      'data.cancelMove': () => moving.cancel(),
    },
  };
}

// The double of Notification: what was shown, closed and clicked.
import { EventEmitter } from 'node:events';
import type { Notification, NotificationConstructorOptions } from 'electron';

type Modelled = Pick<Notification, 'close' | 'show'>;

export class NotificationDouble extends EventEmitter implements Modelled {
  readonly options: NotificationConstructorOptions;
  state: 'made' | 'shown' | 'closed' = 'made';

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.state = 'shown';
    this.emit('show');
  }

  close(): void {
    if (this.state !== 'shown') return;
    this.state = 'closed';
    this.emit('close', {});
  }

  /** What a person does. */
  click(): void {
    this.emit('click', {});
  }
}

// The double of `net`: requests over Node's own http, with Electron's manners: no deadline, redirects told and not
// followed unless somebody does, failures in Chromium's words.
import { EventEmitter } from 'node:events';
import { request as http, type ClientRequest as NodeRequest, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import type { ClientRequest, ClientRequestConstructorOptions } from 'electron';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  ENOTFOUND: 'net::ERR_NAME_NOT_RESOLVED',
};

type Modelled = Pick<ClientRequest, 'abort'>;

export class ClientRequestDouble extends EventEmitter implements Modelled {
  readonly #request: NodeRequest;
  #isAborted = false;

  constructor(options: ClientRequestConstructorOptions & { readonly headers?: Record<string, string> }) {
    super();
    const { session: _session, redirect, ...rest } = options;
    const send = rest.protocol === 'http:' ? http : https;
    this.#request = send({ ...rest, agent: false } as never);
    this.#request.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#isAborted) this.emit('error', new Error(WORDS[error.code ?? ''] ?? 'net::ERR_FAILED'));
    });
    this.#request.on('response', (response) => this.#answer(response, redirect === 'manual'));
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value);
  }

  write(chunk: string | Buffer): void {
    this.#request.write(chunk);
  }

  end(chunk?: string | Buffer): this {
    this.#request.end(chunk);
    return this;
  }

  abort(): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#request.destroy();
    this.emit('abort');
  }

  #answer(response: IncomingMessage, isManual: boolean): void {
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined)
      return void this.emit('response', response);
    response.resume();
    if (!isManual) return void this.emit('error', new Error('net::ERR_FAILED'));
    this.emit('redirect', statusCode, 'GET', headers.location, headers);
    if (!this.#isAborted) this.emit('error', new Error('Redirect was cancelled'));
  }
}

// The whole surface that the page sees of the desktop shell: call and onEvent. Payloads only, never Electron's events.
import { contextBridge, ipcRenderer } from 'electron';
import type { AppEvent, Bridge } from '../shared/contract.ts';

const bridge: Bridge = {
  call: (command, input) => ipcRenderer.invoke('call', command, input),
  onEvent: (listener) => {
    const forward = (_event: unknown, payload: AppEvent): void => listener(payload);
    ipcRenderer.on('event', forward);
    return () => void ipcRenderer.removeListener('event', forward);
  },
};

contextBridge.exposeInMainWorld('modkeep', bridge);

// How much a line of the log matters, from least to most. No zod here: the page uses this file.

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

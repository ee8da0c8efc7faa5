// The parts of the Settings screen: one table for its side list and for the palette. Pure.

export const SETTINGS_SECTIONS = [
  { section: 'general', word: 'General', about: 'theme, size, closing to the tray, staying signed in' },
  { section: 'acting', word: 'Acting', about: 'on or off, in which channels, kill switch, questions' },
  { section: 'presets', word: 'Presets and reasons', about: 'timeouts, reasons, offence ladder' },
  { section: 'limits', word: 'Limits', about: 'brakes on acting, strict profile' },
  { section: 'alerts', word: 'Alerts', about: 'what raises one, from where on, muted, told how' },
  { section: 'notify', word: 'Notifications', about: 'system notifications, sounds, quiet hours, Discord webhooks' },
  { section: 'accounts', word: 'Accounts and channels', about: 'sign in and out, what is watched, dock keys' },
  { section: 'keys', word: 'Keyboard', about: 'give an action another key' },
  {
    section: 'connection',
    word: 'Connection',
    about: 'Twitch client id, OBS docks and programs, metrics for Prometheus',
  },
  { section: 'data', word: 'Data', about: 'how long the audit log is kept, backups, restore, verify, import' },
  { section: 'about', word: 'About', about: 'version, newer versions, where sign-ins are kept' },
] as const;

export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]['section'];

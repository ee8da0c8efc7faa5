// What runs in the pages of a case before anything else there.
import { fileURLToPath } from 'node:url';

export const PAGE_SCRIPT = fileURLToPath(new URL('./page-script.mjs', import.meta.url));

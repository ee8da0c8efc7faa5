// drizzle-kit: `npm run db:generate` writes the next migration from the schema files.
import { defineConfig } from 'drizzle-kit';

// oxlint-disable-next-line no-default-export -- drizzle-kit reads its configuration from the default export
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/main/db/schema/*.ts',
  out: './drizzle',
});

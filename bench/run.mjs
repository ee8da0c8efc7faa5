// `npm run bench`: makes sure of the Node version, because the rest is TypeScript that only a newer one reads.
const NEEDED_MAJOR = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
  process.stderr.write(
    `bench: this is Node ${process.version}; the benchmarks need ${NEEDED_MAJOR}. Start them with "npm run bench".\n`,
  );
  process.exit(1);
}
const { bench } = await import('./bench.ts');
process.exit(await bench(process.argv.slice(2)));

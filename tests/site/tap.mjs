// Tests that print TAP. FIRST is the number of those that run.sh has printed already.
let number = Number(process.env.FIRST ?? 0);
let failed = 0;

/** A test's name is a claim; it holds when `body` does not throw. */
export async function test(claim, body) {
  number += 1;
  try {
    await body();
    console.log(`ok ${number} - ${claim}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok ${number} - ${claim}`);
    console.log(String(error?.message ?? error).split('\n').slice(0, 30).map((line) => `# ${line}`).join('\n'));
  }
}

export function skip(claim, why) {
  number += 1;
  console.log(`ok ${number} - ${claim} # SKIP ${why}`);
}

/** Prints the plan; the process's exit code says whether all of them held. */
export function finish() {
  console.log(`1..${number}`);
  process.exitCode = failed ? 1 : 0;
}

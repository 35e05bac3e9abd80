// Where the parts of the benchmark leave their numbers for `cargo xtask bench`.
import { readFile, writeFile } from 'node:fs/promises';

/** Adds numbers to those of the other tests. */
export async function report(numbers: Record<string, number>): Promise<void> {
  const out = process.env.SKYSHARD_BENCH_OUT;
  if (out) {
    const before = await readFile(out, 'utf8').catch(() => '{}');
    await writeFile(out, JSON.stringify({ ...JSON.parse(before), ...numbers }));
  }
  console.log(JSON.stringify(numbers));
}

/** The middle one of an odd number of numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** So much of the numbers is below it or it. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const found = sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

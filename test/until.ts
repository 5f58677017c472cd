/** Waits for a condition, not for a time; says which one it was when that takes too long. */
export async function until(condition: () => Promise<boolean> | boolean, milliseconds = 30_000): Promise<void> {
  const begun = performance.now();
  while (!(await condition())) {
    if (performance.now() - begun > milliseconds) throw new Error(`still not so after ${milliseconds / 1_000} s: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

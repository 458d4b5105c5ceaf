/** What to do, step by step. */
import { ProseList } from './prose.tsx';

export function Steps({ steps }: { readonly steps: readonly string[] }) {
  return (
    <div class="steps">
      <h4>What to do</h4>
      <ProseList lines={steps} ordered />
    </div>
  );
}

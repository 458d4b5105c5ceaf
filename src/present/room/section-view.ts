/** The slides in a phone's page: which there are, and one of them shown, as far as the talk has come. */
export interface SectionEntry {
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
}

const sectionsIn = (holder: ParentNode): HTMLElement[] => [
  ...holder.querySelectorAll<HTMLElement>('[data-section]'),
];

export function listSections(holder: ParentNode): readonly SectionEntry[] {
  return sectionsIn(holder).map(({ dataset }) => ({
    id: dataset['section'] ?? '',
    chapter: dataset['chapter'] ?? '',
    title: dataset['title'] ?? '',
  }));
}

/** A section that this page does not have (of a newer build) leaves the one on show. */
export function showSection(holder: ParentNode, id: string, step: number | 'all'): void {
  const sections = sectionsIn(holder);
  const shown = sections.find(({ dataset }) => dataset['section'] === id);
  if (shown === undefined) return;
  for (const section of sections) section.hidden = section !== shown;
  const fragments = [...shown.querySelectorAll<HTMLElement>('.fragment')];
  const passed = step === 'all' ? fragments.length : step;
  for (const [index, fragment] of fragments.entries()) fragment.classList.toggle('to-come', index >= passed);
  for (const steps of shown.querySelectorAll<HTMLElement>('[data-code-steps]')) showCodeStep(steps);
}

/** Of code that grows, the newest step: as many as its fragments that have passed. */
function showCodeStep(steps: HTMLElement): void {
  const passed = steps.querySelectorAll('.fragment:not(.to-come)').length;
  for (const [index, step] of [...steps.querySelectorAll<HTMLElement>('.code-step')].entries())
    step.hidden = index !== passed;
}

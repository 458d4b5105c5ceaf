/** The words of the chapters in a speaker's notes: slides and exercises are marked as for the deck, the rest is plain. */
import Nothing from '../components/shell/Nothing.astro';
import NoteTab from './NoteTab.astro';
import NoteText from './NoteText.astro';
import { stageComponents } from './stage-components.ts';

export const noteComponents = {
  ...stageComponents,
  ChapterSources: Nothing,
  Fact: Nothing,
  TabItem: NoteTab,
  Tabs: NoteText,
  Term: NoteText,
  TryInYourCode: Nothing,
};

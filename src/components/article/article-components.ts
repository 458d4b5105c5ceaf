/**
 * The words that chapters and guides may use without importing them. Content imports nothing: a name in MDX reaches a
 * component only through this map. A drawing is registered by putting its file into `src/components/diagrams`.
 */
import { Aside, Steps, TabItem, Tabs } from '@astrojs/starlight/components';
import CostCalculator from '../calculator/CostCalculator.astro';
import ChapterSources from '../facts/ChapterSources.astro';
import Fact from '../facts/Fact.astro';
import CodeSteps from './CodeSteps.astro';
import Exercise from './Exercise.astro';
import Link from './Link.astro';
import Recipe from './Recipe.astro';
import Slide from './Slide.astro';
import Step from './Step.astro';
import Table from './Table.astro';
import Term from './Term.astro';
import TryInYourCode from './TryInYourCode.astro';

const drawings = import.meta.glob<{ readonly default: unknown }>('../diagrams/*.astro', { eager: true });
const drawingsByName = Object.fromEntries(
  Object.entries(drawings).map(([path, module]) => [
    path.slice(path.lastIndexOf('/') + 1, -'.astro'.length),
    module.default,
  ]),
);

export const articleComponents = {
  ...drawingsByName,
  a: Link,
  Aside,
  ChapterSources,
  CodeSteps,
  CostCalculator,
  Exercise,
  Fact,
  Recipe,
  Slide,
  Step,
  Steps,
  TabItem,
  Tabs,
  table: Table,
  Term,
  TryInYourCode,
};

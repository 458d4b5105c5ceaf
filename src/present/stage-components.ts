/** The words of the chapters as the stage understands them: slides and exercises are marked, all else is as in the article. */
import { articleComponents } from '../components/article/article-components.ts';
import Nothing from '../components/shell/Nothing.astro';
import StageCodeSteps from './StageCodeSteps.astro';
import StageExercise from './StageExercise.astro';
import StageSlide from './StageSlide.astro';
import StageStep from './StageStep.astro';

export const stageComponents = {
  ...articleComponents,
  CodeSteps: StageCodeSteps,
  // The first island of a page carries the script of all: none may stand in commentary, which the deck leaves out.
  CostCalculator: Nothing,
  Exercise: StageExercise,
  Slide: StageSlide,
  Step: StageStep,
};

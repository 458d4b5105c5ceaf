/** The words of the chapters as the stage understands them: slides and exercises are marked, all else is as in the article. */
import { articleComponents } from '../components/article/article-components.ts';
import StageExercise from './StageExercise.astro';
import StageSlide from './StageSlide.astro';

export const stageComponents = { ...articleComponents, Slide: StageSlide, Exercise: StageExercise };

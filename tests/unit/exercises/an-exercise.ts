import type { AuthoredExercise } from '../../../src/exercises/definition/exercise.ts';

/** A small exercise: one knob, one prediction, one request, one check. */
export const AN_EXERCISE: AuthoredExercise = {
  id: 'dev/small',
  number: '2.9',
  title: 'Small',
  goal: 'Be small.',
  minutes: 1,
  mode: 'scenario',
  steps: ['Press Run.'],
  inputs: [
    {
      id: 'guess',
      type: 'number',
      role: 'prediction',
      label: 'How many?',
      min: 0,
      max: 9,
      step: 1,
    },
    {
      id: 'way',
      type: 'one',
      role: 'knob',
      label: 'Which way?',
      options: [
        { value: 'slow', label: 'Slowly' },
        { value: 'fast', label: 'Fast' },
      ],
    },
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders as exercise.yaml writes them
  runs: [{ method: 'POST', path: '/api/building/devices/${guess}/heartbeat', body: { way: '${way}' } }],
  values: { total: { at: '/0/body/total', say: 'In all' } },
  checks: [
    {
      say: 'One query',
      hint: 'one',
      type: 'prediction',
      input: 'guess',
      truth: { type: 'count', query: '{ name = "SELECT" }' },
    },
  ],
  hints: { one: ['Look.', 'Count.'] },
  hintRungs: { one: 2 },
  after: ['It was small.'],
  inYourCode: ['Be small there.'],
  start: { way: 'slow' },
  solution: { way: 'fast', guess: 1 },
  cheats: [{ name: 'guess', inputs: { way: 'fast', guess: 2 }, caughtBy: 0 }],
};

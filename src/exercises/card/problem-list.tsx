/** What is wrong with the code, in words and with its line; the same that the editor marks. */
import type { CodeProblem } from '../code/program.ts';
import { plural } from './run-words.ts';
import { StateMark } from './state-mark.tsx';

export interface ProblemListProps {
  readonly problems: readonly CodeProblem[];
  onGoTo(problem: CodeProblem): void;
}

export function ProblemList({ problems, onGoTo }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <div class="problems">
      <h5>{plural(problems.length, 'problem')} in your code</h5>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.message}`} data-problem={problem.type}>
            <StateMark mark="fail" />
            <div>
              <button type="button" class="link" onClick={() => onGoTo(problem)}>
                Line {problem.line}
              </button>
              {problem.type === 'thrown' && ' threw'}: <em>{problem.message}</em>
              {problem.hint && <small>{problem.hint}</small>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

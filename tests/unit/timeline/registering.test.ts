/** What a page adds to the timeline by itself, as its README says. */
import { expect, test } from 'vitest';
import { allTools } from '../../../src/timeline/tools/own-tools.ts';
import { registerTool } from '../../../src/timeline/tools/tools.ts';
import { registerView, views } from '../../../src/timeline/views/views.ts';

const neverLoaded = () => Promise.reject(new Error('nobody chose it'));

test('a view of a page stands behind the views there are, and no name is taken twice', () => {
  const own = views.map(({ name }) => name);
  const entry = { name: 'heat', label: 'Heat', title: 'Where the time goes', load: neverLoaded };
  registerView(entry);
  expect(views.map(({ name }) => name)).toEqual([...own, 'heat']);
  for (const name of ['heat', 'waterfall', 'flame'])
    expect(() => registerView({ ...entry, name })).toThrow(`There is a view called "${name}" already.`);
});

test('a tool of a page is offered in the menu behind the others, and no name is taken twice', () => {
  const own = allTools().map(({ name }) => name);
  const entry = { name: 'send', label: 'Send', title: 'Send it to a colleague', load: neverLoaded };
  registerTool(entry);
  expect(allTools().map(({ name }) => name)).toEqual([...own, 'send']);
  for (const name of ['send', 'replay'])
    expect(() => registerTool({ ...entry, name })).toThrow(`There is a tool called "${name}" already.`);
});

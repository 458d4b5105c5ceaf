/** Who may import whom: the house of the architecture as one table. `npm test` holds it; there are no warnings. */
const table = [
  {
    from: '^content/',
    not: '^(src|demo-server/(?!building/parts/building-module\\.ts$)|tests|scripts)/',
    why: 'content imports nothing of the project; programs of exercises import what learners may, `#building`',
  },
  {
    from: '^src/trace/',
    not: '^(src/(?!trace/)|demo-server/|tests/|scripts/|content/)',
    why: 'the trace engine imports nothing local',
  },
  {
    from: '^src/trace/',
    notModules: '^node_modules/(?!(@grafana/lezer-traceql|@lezer)/)',
    why: 'the trace engine knows only the TraceQL grammar',
  },
  {
    from: '^src/timeline/',
    not: '^(src/(?!(timeline|trace)/)|demo-server/|tests/|scripts/|content/)',
    why: 'the timeline knows the trace engine and nothing else',
  },
  {
    from: '^src/timeline/(?!views/service-map/)',
    notModules: '^node_modules/',
    why: 'the timeline is free of frameworks',
  },
  {
    from: '^src/timeline/views/service-map/',
    notModules: '^node_modules/(?!@dagrejs/dagre/)',
    why: 'a layered graph is laid out by dagre, which is loaded with the service map alone',
  },
  {
    from: '^demo-server/',
    not: '^(src/(?!trace/)|tests/|scripts/|content/)',
    why: 'the demo server sees of src only the trace engine',
  },
  {
    from: '^src/',
    not: '^demo-server/(?!protocol\\.ts$)',
    why: 'the page sees of the demo server only its protocol',
  },
  { from: '^src/', not: '^(tests|scripts)/', why: 'the product does not import its tests' },
  {
    from: '^src/(?!present/)',
    not: '^src/present/',
    why: 'the deck stands on the site, not the other way round',
  },
];

module.exports = {
  forbidden: [
    ...table.map(({ from, not, notModules, why }, row) => ({
      name: `row-${row + 1}`,
      comment: why,
      severity: 'error',
      from: { path: from },
      to: { path: not ?? notModules },
    })),
    {
      name: 'platform-at-the-rim',
      comment: 'in the demo server only runtime/node.ts and runtime/node/ know Node',
      severity: 'error',
      from: { path: '^demo-server/', pathNot: '^demo-server/runtime/node(\\.ts$|/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-in-the-page',
      comment: 'what runs in the page knows no Node; the definition loader runs in the build',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(exercises/definition/load\\.ts|components/|pages/|content|facts)',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circles',
      comment: 'data flows one way',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};

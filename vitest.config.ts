import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['unit', 'contract', 'content', 'conformance', 'fleet'].map((name) => ({
      test: {
        name,
        include: [`tests/${name}/**/*.test.ts`],
        testTimeout: 30_000,
        hookTimeout: 60_000,
        // A fleet is six processes under load: it has the machine for itself, when all others are done.
        sequence: { groupOrder: name === 'fleet' ? 1 : 0 },
      },
    })),
  },
});

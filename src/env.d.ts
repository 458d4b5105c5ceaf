/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** What the page title shows; set by `SitePage.astro` before Starlight renders. */
    pageHead?: import('./components/shell/page-head.ts').PageHead;
    /** The chapter being rendered, and how many of its slides stand so far; see `Slide.astro`. */
    slides?: { readonly chapter: string; count: number };
    /** How many citations this page has rendered so far; see `Fact.astro`. */
    factCount?: number;
    /** How many words this page has explained so far; see `Term.astro`. */
    termCount?: number;
  }
}

/** The minified build is the same module; its own types name the other file, and are written for other compilers. */
declare module '@babel/standalone/babel.min.js' {
  const babel: unknown;
  export default babel;
}

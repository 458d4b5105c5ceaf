/**
 * Style for the root (shadow root or document) that this element stands in, for as long as it stands there. A `<style>`
 * would do, but a strict content security policy forbids it, and the pages that this timeline is put into have theirs.
 */
const NAME = 'trace-timeline-style';

export function newStyle(css: string): HTMLElement {
  if (customElements.get(NAME) === undefined) customElements.define(NAME, sheetElement());
  return Object.assign(document.createElement(NAME), { css });
}

/** Made when first used: where there is no DOM, this file can be imported all the same. */
const sheetElement = () =>
  class extends HTMLElement {
    css = '';
    readonly #sheet = new CSSStyleSheet();
    #sheets: CSSStyleSheet[] = [];

    connectedCallback(): void {
      this.style.display = 'none';
      this.#sheet.replaceSync(this.css);
      this.#sheets = (this.getRootNode() as Document | ShadowRoot).adoptedStyleSheets;
      this.#sheets.push(this.#sheet);
    }

    disconnectedCallback(): void {
      const at = this.#sheets.indexOf(this.#sheet);
      if (at >= 0) this.#sheets.splice(at, 1);
    }
  };

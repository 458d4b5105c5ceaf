/**
 * The document, as the root of an editor. CodeMirror puts its style into a document as a `<style>`, which a strict content
 * security policy forbids, and into any other root as an adopted style sheet, which none forbids. It tells a document by its
 * `head`; seen through this, there is none.
 */
export const editorRoot = (): Document =>
  new Proxy(document, {
    get(target, name) {
      if (name === 'head') return undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value),
  });

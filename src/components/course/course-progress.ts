customElements.define('course-progress', class extends HTMLElement {});

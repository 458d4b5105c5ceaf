/**
 * The shadow root's style sheet. Tokens have the names of the site's; where the page defines none, the fall-backs here
 * apply, light or dark by the colour scheme in force.
 */
const TOKENS: readonly (readonly [name: string, light: string, dark: string])[] = [
  ['ground', '#faf8f3', '#0d131d'],
  ['raised', '#ffffff', '#141c29'],
  ['sunken', '#f1eee6', '#0a0f17'],
  ['line', '#dcd7ca', '#2a3547'],
  ['grid', '#ece8dd', '#1a2433'],
  ['ink', '#17202e', '#e9edf4'],
  ['ink-soft', '#4a5566', '#b3bdcc'],
  ['ink-faint', '#5f6979', '#8b97a9'],
  ['log', '#9a5b00', '#f2b457'],
  ['fail', '#c02a2a', '#ff8a80'],
  ['pass', '#1c7a3d', '#5fd38a'],
  ['accent', '#6a3fc4', '#b79bff'],
  ['focus', '#1756d1', '#7fb0ff'],
  ['s1', '#6a3fc4', '#b79bff'],
  ['s2', '#0f8b8d', '#4fd1c5'],
  ['s3', '#b8651a', '#f2a65a'],
  ['s4', '#3d6fd9', '#86aaff'],
  ['s5', '#b3245f', '#ff8db4'],
  ['s6', '#7a8b1f', '#c3d05a'],
  ['s7', '#8a5a3b', '#d3a27f'],
  ['s8', '#5b6472', '#9aa6b8'],
];

const tokens = TOKENS.map(
  ([name, light, dark]) => `--tt-${name}:var(--${name},light-dark(${light},${dark}));`,
).join('');
/** In forced colours a bar is the text's colour, and what is chosen the system's highlight. */
const SYSTEM: { readonly [name: string]: string } = {
  ground: 'Canvas',
  raised: 'Canvas',
  sunken: 'Canvas',
  line: 'GrayText',
  grid: 'GrayText',
  accent: 'Highlight',
  focus: 'Highlight',
};
const forced = TOKENS.map(([name]) => `--tt-${name}:${SYSTEM[name] ?? 'CanvasText'};`).join('');

export const STYLE = `
:host{display:block;${tokens}
  --tt-text:var(--font-text,system-ui,sans-serif);
  --tt-mono:var(--font-mono,ui-monospace,monospace);
  background:var(--tt-raised);color:var(--tt-ink);font:400 13px/1.4 var(--tt-text);font-variant-numeric:tabular-nums;container-type:inline-size;text-align:start}
:host([hidden]){display:none}
:host([data-drop]){outline:3px dashed var(--tt-accent);outline-offset:-3px}
*{box-sizing:border-box;margin:0}
button{font:500 12.5px/1 var(--tt-text);color:var(--tt-ink-soft);background:none;border:1px solid var(--tt-line);border-radius:6px;height:28px;padding:0 9px;cursor:pointer;white-space:nowrap}
button:hover{color:var(--tt-ink);border-color:var(--tt-ink-faint)}
button[aria-pressed=true]{color:var(--tt-accent);border-color:currentColor;background:color-mix(in oklab,var(--tt-accent) 10%,transparent)}
:focus-visible{outline:2px solid var(--tt-focus);outline-offset:-2px}
.head{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;padding:9px 12px}
.sum{color:var(--tt-ink-soft);font:400 12.5px/1.5 var(--tt-mono);margin-inline-end:auto}
.sum,.sum>span{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline}
.sum b{color:var(--tt-ink);font-weight:600}
.sum .bad{color:var(--tt-fail);font-weight:600}
.sum .note{color:var(--tt-log)}
.tools{display:flex;gap:6px;flex-wrap:wrap}
.tools .sq{width:28px;padding:0;font-size:15px}
.row.dim .nm{color:var(--tt-ink-faint);font-weight:400}
.legend{display:flex;flex-wrap:wrap;gap:3px 14px;padding:0 12px 8px;color:var(--tt-ink-soft);font-size:12px;list-style:none}
.dot{display:inline-block;flex:none;width:8px;height:8px;border-radius:2.5px;margin-inline-end:6px}
.mini{position:relative;height:36px;margin:0 12px 8px;border:1px solid var(--tt-line);border-radius:6px;background:var(--tt-ground);overflow:hidden;touch-action:none;cursor:crosshair}
.body{border-top:1px solid var(--tt-line)}
.scroll{position:relative;overflow:hidden auto;overscroll-behavior-x:contain;scrollbar-color:var(--tt-line) transparent;scrollbar-width:thin}
.stage{position:sticky;top:0;overflow:hidden;touch-action:pan-y;-webkit-user-select:none;user-select:none}
canvas{position:absolute;inset:0;width:100%;height:100%}
.stage.drag{cursor:grabbing}
.grid{position:absolute;inset:26px 0 0 0;overflow:hidden}
.row{position:absolute;inset-inline:0;top:0;cursor:pointer}
.name{position:absolute;left:0;top:0;display:flex;align-items:center;overflow:hidden}
.twisty{flex:none;width:16px;height:22px;display:grid;place-items:center;color:var(--tt-ink-faint)}
.twisty:hover{color:var(--tt-ink)}
[aria-expanded] .twisty::before{content:'▸';content:'▸'/'';font-size:14px;line-height:1}
[aria-expanded=true] .twisty::before{transform:rotate(90deg)}
.txt{min-width:0;padding-inline:5px 8px}
.txt>*{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.nm{font-weight:500;line-height:17px}
.row:is(.fold,.sel,.hot) .nm{font-weight:650}
.sv{color:var(--tt-ink-faint);font-size:11px;line-height:14px}
.sv .dot{width:7px;height:7px;margin-inline-end:5px}
.stacked .txt{display:flex;align-items:baseline;gap:8px}
.stacked .nm{flex:none;max-width:75%}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sep{position:absolute;top:0;bottom:0;width:11px;margin-left:-6px;cursor:col-resize;touch-action:none}
.sep:hover::after,.sep:focus-visible::after{content:'';position:absolute;inset:0 4px;background:var(--tt-accent)}
.range{position:absolute;top:0;bottom:0;background:color-mix(in oklab,var(--tt-accent) 14%,transparent);border-inline:1px solid var(--tt-accent);pointer-events:none}
[hidden],.away{display:none!important}
.more{display:block;width:100%;height:24px;border:0;border-top:1px solid var(--tt-line);border-radius:0;font-size:11.5px}
[role=radiogroup]{display:flex}
[role=radio]{border-radius:0;margin-inline-start:-1px}[role=radio]:first-child{border-radius:6px 0 0 6px;margin:0}[role=radio]:last-child{border-radius:0 6px 6px 0}
[role=radio][aria-checked=true]{color:var(--tt-ink);background:var(--tt-sunken);border-color:var(--tt-ink-faint);z-index:1}
.empty{padding:26px 16px;color:var(--tt-ink-soft);text-align:center}
.details{border-top:1px solid var(--tt-line);background:var(--tt-ground);padding:14px 16px 18px;overflow:auto;max-height:440px}
@container (max-width:480px){.mini{height:30px}}
@container (min-width:1040px){.body.with{position:relative;min-height:340px}.body.with .rows{margin-inline-end:380px}.body.with .scroll{min-height:340px}.body.with .details{position:absolute;inset:0 0 0 auto;width:380px;border-top:0;border-inline-start:1px solid var(--tt-line);max-height:none}}
@media (forced-colors:active){:host{${forced}}.dot{forced-color-adjust:none}button:is([aria-pressed=true],[aria-checked=true]){border-width:2px}}
@media (prefers-reduced-motion:no-preference){.sum.live b::before{content:'';display:inline-block;width:7px;height:7px;border-radius:50%;background:var(--tt-accent);margin-inline-end:7px}}
`;

/** The flame graph's own part of the shadow root's style; loaded with it. */
export const FLAME_STYLE = `
.fl-bar{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;padding:8px 12px;color:var(--tt-ink-soft);font-size:12.5px}
.fl-bar p{flex:1 1 260px;min-width:0}
.fl-scroll{position:relative;overflow:hidden auto;scrollbar-width:thin;scrollbar-color:var(--tt-line) transparent;background:var(--tt-raised)}
.fl-stage{position:sticky;top:0;overflow:hidden}
.fl-tree{position:absolute;inset:0;overflow:hidden}
.fl-tree [role=treeitem]{position:absolute;left:0;top:0;height:22px;border-radius:3px;cursor:zoom-in}
.fl-now{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;min-height:44px;padding:7px 12px;border-top:1px solid var(--tt-grid);font-size:12.5px;color:var(--tt-ink-soft);overflow-wrap:anywhere}
.fl-now b{color:var(--tt-ink);font-weight:600}
.fl-now span{flex:1 1 300px;min-width:0}
@media (forced-colors:active){`;

/** The table's own part of the shadow root's style; loaded with it. */
export const TABLE_STYLE = `
.tb-bar{display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;padding:8px 12px;color:var(--tt-ink-soft);font-size:12.5px}
.tb-bar [role=status]{margin-inline-end:auto}
.tb-chips{display:flex;flex-wrap:wrap;gap:4px}
.tb-add input{width:170px;height:28px;padding:0 9px;font:400 12.5px var(--tt-text);color:var(--tt-ink);background:var(--tt-ground);border:1px solid var(--tt-line);border-radius:6px}
.tb-scroll{overflow:auto;scrollbar-width:thin;scrollbar-color:var(--tt-line) transparent;border-top:1px solid var(--tt-line)}
.tb-scroll table{border-collapse:separate;border-spacing:0;min-width:100%;font-size:12.5px}
.tb-scroll tr{height:28px}
.tb-scroll :is(th,td){padding:0 12px;text-align:start;font-weight:400;white-space:nowrap;max-width:300px;overflow:hidden;text-overflow:ellipsis;border-bottom:1px solid var(--tt-grid)}
.tb-scroll tr[aria-hidden] td{padding:0;border:0}
.tb-scroll .num{text-align:end;font-family:var(--tt-mono);font-variant-numeric:tabular-nums}
.tb-scroll thead th{position:sticky;top:0;z-index:1;padding:0;background:var(--tt-sunken);border-bottom:1px solid var(--tt-line)}
.tb-scroll thead button{width:100%;border:0;border-radius:0;padding:0 12px;text-align:inherit;font-family:var(--tt-text)}
.tb-scroll thead [aria-sort] button{color:var(--tt-ink);font-weight:650}
.tb-scroll tbody button{border:0;padding:0;height:27px;max-width:100%;overflow:hidden;text-overflow:ellipsis;color:var(--tt-ink);font-weight:500;border-radius:0}
.tb-scroll tbody tr:not([aria-hidden]){cursor:pointer}
.tb-scroll tbody tr:not([aria-hidden]):hover{background:color-mix(in oklab,var(--tt-ink) 5%,transparent)}
.tb-scroll tr[aria-current]{background:color-mix(in oklab,var(--tt-accent) 13%,transparent)}
.tb-scroll tr[aria-current] th{box-shadow:inset 3px 0 var(--tt-accent)}
.tb-scroll td.bad{color:var(--tt-fail)}
@media (forced-colors:active){.tb-scroll tr[aria-current]{outline:2px solid Highlight;outline-offset:-2px}}
`;

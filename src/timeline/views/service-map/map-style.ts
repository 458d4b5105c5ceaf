/** The service map's own part of the shadow root's style; loaded with it. */
export const MAP_STYLE = `
.sm-bar{display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;padding:8px 12px;min-height:44px;color:var(--tt-ink-soft);font-size:12.5px}
.sm-bar [role=status]{flex:1 1 260px;min-width:0;overflow-wrap:anywhere}
.sm-scroll{overflow:auto;max-height:var(--timeline-max-height,max(300px,66lvh));scrollbar-width:thin;scrollbar-color:var(--tt-line) transparent;border-top:1px solid var(--tt-grid);background:var(--tt-ground)}
.sm-map{display:block;margin:auto}
.sm-map g[role=button]{cursor:pointer;outline:none}
.sm-map .box{fill:var(--tt-raised);stroke:var(--tt-line);stroke-width:1}
.sm-map .icon{fill:none;stroke:var(--tt-ink-soft);stroke-width:1.2;stroke-linejoin:round}
.sm-map .name{font:600 13px var(--tt-text);fill:var(--tt-ink)}
.sm-map .figures{font:500 11.5px var(--tt-mono);fill:var(--tt-ink-soft)}
.sm-map .bad{fill:var(--tt-fail)}
.sm-map .way{fill:none;stroke:var(--tt-ink-faint)}
.sm-map .failed{fill:none;stroke:var(--tt-fail)}
.sm-map .head{fill:var(--tt-ink-faint)}
.sm-map .hit{fill:none;stroke:transparent;stroke-width:14}
.sm-map .ground{fill:var(--tt-ground)}
.sm-map .words{pointer-events:none}
.sm-map.dense .edge:not(:hover,:focus-visible,[aria-pressed=true]) .ground,.sm-map.dense .edge:not(:hover,:focus-visible,[aria-pressed=true])+.words{visibility:hidden}
.sm-map .node:hover .box{stroke:var(--tt-ink-faint)}
.sm-map .edge:hover .way{stroke:var(--tt-ink)}
.sm-map [aria-pressed=true] .box{stroke:var(--tt-accent);stroke-width:2.5}
.sm-map [aria-pressed=true] .way{stroke:var(--tt-accent)}
.sm-map [aria-pressed=true] .ground{fill:color-mix(in oklab,var(--tt-accent) 16%,var(--tt-ground))}
.sm-map .node:focus-visible .box{stroke:var(--tt-focus);stroke-width:3}
.sm-map .edge:focus-visible .ground{stroke:var(--tt-focus);stroke-width:2.5}
.sm-scroll table{width:100%;border-collapse:collapse;font-size:12.5px;background:var(--tt-raised)}
.sm-scroll :is(th,td){padding:5px 12px;text-align:start;font-weight:400;border-bottom:1px solid var(--tt-grid);overflow-wrap:anywhere}
.sm-scroll thead th{color:var(--tt-ink-soft);background:var(--tt-sunken)}.sm-scroll tbody th{font-weight:500}
.sm-scroll .num{text-align:end;font-family:var(--tt-mono);white-space:nowrap}.sm-scroll td.bad{color:var(--tt-fail)}
.sm-scroll td button{height:24px}
@media (forced-colors:active){.sm-map .failed{stroke-width:7px}}
`;

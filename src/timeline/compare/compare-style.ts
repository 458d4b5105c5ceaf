/** What a comparison needs besides the timeline's own sheet. */
export const COMPARE_STYLE = `
.cmp-head{padding:10px 12px;display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center}
.cmp-head p{flex:1 1 320px;min-width:0;color:var(--tt-ink);font-size:13.5px;overflow-wrap:anywhere}
.cmp-head p b{font-weight:600}
.cmp-head small{display:block;color:var(--tt-ink-soft);font-size:12px}
.cmp-head .tools{flex:none}
.cmp-key{display:flex;flex-wrap:wrap;gap:3px 16px;padding:0 12px 9px;color:var(--tt-ink-soft);font-size:12px;list-style:none}
.cmp-key i{display:inline-block;width:22px;height:9px;margin-inline-end:6px;border:1.5px solid var(--tt-ink-soft);border-radius:2.5px;vertical-align:-1px}
.cmp-key .after i{background:var(--tt-ink-soft)}
.cmp-key b{display:inline-grid;place-items:center;width:15px;font:600 13px/1 var(--tt-mono);margin-inline-end:3px}
.mark{flex:none;width:15px;font:600 14px/1 var(--tt-mono);text-align:center}
.sv .note{font-weight:600;margin-inline-start:6px}
[data-relation=added] :is(.mark,.note),.cmp-key .added b{color:var(--tt-pass)}
[data-relation=removed] :is(.mark,.note),.cmp-key .removed b{color:var(--tt-log)}
[data-relation=changed] :is(.mark,.note),.cmp-key .changed b{color:var(--tt-focus)}
[data-relation=mixed] :is(.mark,.note){color:var(--tt-accent)}
.differs{border-top:1px solid var(--tt-line);background:var(--tt-ground);padding:12px 14px 16px}
.differs header{display:flex;align-items:start;gap:10px;margin-bottom:8px}
.differs header p{flex:1;font-size:15px;font-weight:650;line-height:1.35;overflow-wrap:anywhere}
.differs header small{display:block;font-weight:400;color:var(--tt-ink-soft);font-size:12.5px}
.differs table{width:100%;border-collapse:collapse;table-layout:fixed;font:400 12.5px/1.5 var(--tt-mono)}
.differs :is(th,td){padding:3px 12px 3px 0;text-align:start;vertical-align:top;font-weight:400;overflow-wrap:anywhere;white-space:pre-wrap}
.differs th{color:var(--tt-ink-soft)}
.differs thead th{font:600 12px/1.5 var(--tt-text);color:var(--tt-ink-faint)}
.differs tr+tr>*{border-top:1px solid var(--tt-grid)}
`;

/**
 * Syntax colours for code blocks, in the palette of `tokens.css`: keywords in the colour of traces, strings in that of
 * metrics, everything else in ink. Shiki needs the values themselves, so this is their one other home.
 */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly faint: string;
  readonly keyword: string;
  readonly string: string;
  readonly constant: string;
}

const LIGHT: Palette = {
  ground: '#f1eee6',
  ink: '#17202e',
  faint: '#5a6473',
  keyword: '#6a3fc4',
  string: '#0a6b64',
  constant: '#855000',
};
const DARK: Palette = {
  ground: '#0a0f17',
  ink: '#e9edf4',
  faint: '#8b97a9',
  keyword: '#b79bff',
  string: '#4fd1c5',
  constant: '#f2b457',
};

export const codeTheme = (name: string, type: 'light' | 'dark', palette: Palette) => ({
  name,
  type,
  colors: { 'editor.background': palette.ground, 'editor.foreground': palette.ink },
  settings: [
    { settings: { foreground: palette.ink, background: palette.ground } },
    { scope: ['comment'], settings: { foreground: palette.faint, fontStyle: 'italic' } },
    {
      scope: ['keyword', 'storage', 'variable.language', 'punctuation.definition.template-expression'],
      settings: { foreground: palette.keyword },
    },
    { scope: ['keyword.operator'], settings: { foreground: palette.faint } },
    { scope: ['string', 'markup.inline.raw'], settings: { foreground: palette.string } },
    {
      scope: ['constant', 'entity.name.tag', 'support.type.property-name', 'variable.other.constant.elixir'],
      settings: { foreground: palette.constant },
    },
    { scope: ['markup.inserted'], settings: { foreground: palette.string } },
  ],
});

export const codeThemes = [codeTheme('control-room', 'dark', DARK), codeTheme('strip-chart', 'light', LIGHT)];

/**
 * Which class a piece of TypeScript wears; `styles/code.css` of the card gives the classes their colours, so that the
 * editor and the code of the built page look the same.
 */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

const { keyword, operatorKeyword, modifier, self, comment, string, special, regexp } = tags;

export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [keyword, operatorKeyword, modifier, self], class: 'tok-keyword' },
    { tag: comment, class: 'tok-comment' },
    { tag: [string, special(string), regexp], class: 'tok-string' },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], class: 'tok-constant' },
    { tag: [tags.operator, tags.definitionOperator], class: 'tok-operator' },
  ]),
);

/** Markup that is safe to send; made by `html` only. */
export class Html {
  constructor(readonly text: string) {}
}

/** html`<td>${name}</td>`: texts and numbers are escaped, markup made by html (or a list of it) goes in as it is. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, next, index) => text + markup(parts[index - 1] ?? '') + next));
}

type Part = Html | readonly Html[] | string | number | bigint;

function markup(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((html) => html.text).join('');
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

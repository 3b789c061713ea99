export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const key = 'tillkeep-theme';

/** Runs before the first paint, with the page's nonce, so that no page flashes in the wrong theme. */
export const themeScript = `try{const t=localStorage.getItem(${JSON.stringify(key)});if(t)document.documentElement.dataset.theme=t}catch{}`;

export function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((theme) => theme === stored) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(key);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(key, theme);
    document.documentElement.dataset.theme = theme;
  }
}

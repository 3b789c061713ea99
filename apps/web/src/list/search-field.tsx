'use client';

import { Field, TextInput } from '@tillkeep/ui';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

/** Searches as you type: `onSearch` hears of it 200 ms after the last key. F2 jumps here. */
export function SearchField(props: {
  label: string;
  placeholder: string;
  value: string;
  onSearch: (text: string) => void;
  className?: string;
}) {
  const { label, placeholder, value, onSearch, className } = props;
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  // What the address says changes by our own doing, or by the back button: only the latter may touch the field.
  const asked = useRef(value);
  useEffect(() => {
    if (value !== asked.current) {
      asked.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    const search = text.trim();
    if (search === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = search;
      onSearch(search);
    }, 200);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      if (event.key !== 'F2') return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', jump);
    return () => window.removeEventListener('keydown', jump);
  }, []);
  return (
    <Field label={label} hideLabel className={className}>
      <span className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-muted"
        />
        <TextInput
          ref={input}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
          placeholder={placeholder}
          aria-keyshortcuts="F2"
          autoComplete="off"
          spellCheck={false}
          className="pl-9"
        />
      </span>
    </Field>
  );
}

import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

const PX_PER_MM = 96 / 25.4;

/**
 * What comes out of an 80 mm printer, and is the only thing on the page that is printed (receipt.css). Paper is white in
 * every theme.
 */
export function Paper({ label, children }: { label: string; children: ReactNode }) {
  const paper = useRef<HTMLElement>(null);
  const [length, setLength] = useState(200);

  // A page as long as what is on it, so that a roll printer neither cuts it nor feeds blank paper.
  useLayoutEffect(() => {
    if (paper.current) setLength(Math.ceil(paper.current.offsetHeight / PX_PER_MM) + 2);
  }, [children]);

  return (
    <article
      ref={paper}
      aria-label={label}
      className="receipt-paper w-[72mm] shrink-0 px-[4mm] py-[5mm] text-xs"
    >
      <style>{`@page { size: 80mm ${length}mm; margin: 0 }`}</style>
      {children}
    </article>
  );
}

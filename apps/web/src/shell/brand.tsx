/** The mark: a till's drawer, drawn as two ruled lines of a ledger. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <rect x="2" y="3" width="20" height="18" rx="4" className="fill-accent" />
      <path
        d="M6 9h12M6 14h5"
        className="stroke-on-accent"
        strokeWidth="2"
        strokeLinecap="round"
        fill="none"
      />
      <circle cx="16.5" cy="14.5" r="2" className="fill-on-accent" />
    </svg>
  );
}
